package io.paretune.hardware.measure;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.MeasuringTimeoutException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.protocol.Latency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Looks for the batch at which a model gives most images a second, by doubling: 1, 2, 4, ... until
 * two doublings in a row gained less than {@value #GAIN}, the limit is reached, the time is spent,
 * or the model refuses. Pure.
 */
public final class BatchDoubling {
  static final int LIMIT = 256;

  /** A doubling that gains less is as good as none: within the protocol's interval. */
  private static final double GAIN = 0.02;

  private static final int FRUITLESS = 2;

  /**
   * What was found.
   *
   * @param tried latencies at the batches that were tried, ascending; at least one
   * @param stopped why no larger batch was tried
   */
  public record Found(List<Latency> tried, String stopped) {

    /** The one with most images a second. */
    public Latency best() {
      return tried.stream()
          .max(Comparator.comparingDouble(Latency::throughputPerSecond))
          .orElseThrow();
    }
  }

  private BatchDoubling() {}

  /**
   * Searches.
   *
   * @param measured the latency at a batch; may throw {@link HardwareException}
   * @throws HardwareException if the model refuses every batch, or a measurement fails for another
   *     reason: half a search would be a wrong figure
   */
  static Found search(IntFunction<Latency> measured) {
    return search(measured, LIMIT, () -> false);
  }

  /**
   * Searches.
   *
   * @param measured the latency at a batch; may throw {@link HardwareException}
   * @param limit the largest batch that is tried, at least 1
   * @param spent whether there is no time for a further batch
   * @throws HardwareException if the model refuses every batch, or a measurement fails for another
   *     reason: half a search would be a wrong figure
   */
  public static Found search(IntFunction<Latency> measured, int limit, BooleanSupplier spent) {
    List<Latency> tried = new ArrayList<>();
    double best = 0;
    int fruitless = 0;
    String stopped = "the largest batch that is tried is " + limit;
    for (int batch = 1; batch <= limit; batch *= 2) {
      Latency latency;
      try {
        latency = measured.apply(batch);
      } catch (ModelRefusedException | MeasuringTimeoutException refused) {
        // anything else says nothing of the batch
        if (tried.isEmpty()) {
          throw refused;
        }
        stopped = "batch " + batch + " is refused: " + refused.getMessage();
        break;
      }
      tried.add(latency);
      fruitless = latency.throughputPerSecond() > best * (1 + GAIN) ? 0 : fruitless + 1;
      best = Math.max(best, latency.throughputPerSecond());
      if (fruitless == FRUITLESS) {
        stopped = "two doublings in a row gained less than 2 %";
        break;
      }
      if (batch < limit && spent.getAsBoolean()) {
        stopped = "the time for it is spent";
        break;
      }
    }
    return new Found(List.copyOf(tried), stopped);
  }
}
