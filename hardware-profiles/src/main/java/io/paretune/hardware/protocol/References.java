package io.paretune.hardware.protocol;

import io.paretune.hardware.protocol.statistics.Quantiles;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Medians of the reference network through one attempt, in milliseconds.
 *
 * @param beforeMs ahead of the first block of candidate runs
 * @param betweenMs after each block but the last; may be empty
 * @param afterMs after the last block
 */
public record References(double beforeMs, List<Double> betweenMs, double afterMs) {
  public References {
    betweenMs = List.copyOf(betweenMs);
  }

  /** How far the slowest is above the fastest, as a fraction. */
  public double drift() {
    return all().max().orElse(afterMs) / all().min().orElse(afterMs) - 1;
  }

  /** The fastest. */
  public double quietestMs() {
    return all().min().orElse(afterMs);
  }

  public double medianMs() {
    return Quantiles.median(all().toArray());
  }

  private DoubleStream all() {
    return DoubleStream.concat(
        DoubleStream.of(beforeMs, afterMs), betweenMs.stream().mapToDouble(Double::doubleValue));
  }
}
