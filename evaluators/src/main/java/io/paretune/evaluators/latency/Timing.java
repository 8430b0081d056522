package io.paretune.evaluators.latency;

import io.paretune.hardware.protocol.Latency;

/**
 * How long something takes.
 *
 * @param milliseconds the median
 * @param low lower end of its 95 % interval
 * @param high upper end
 * @param stable whether the machine was quiet enough
 */
public record Timing(double milliseconds, double low, double high, boolean stable) {

  /** Checks that the numbers are finite, at least 0 and in order. */
  public Timing {
    if (!(low >= 0 && low <= milliseconds && milliseconds <= high && Double.isFinite(high))) {
      throw new IllegalArgumentException(
          "0 <= low <= milliseconds <= high must hold, finite, got %s, %s, %s"
              .formatted(low, milliseconds, high));
    }
  }

  /** A figure of the measuring protocol. */
  public static Timing of(Latency latency) {
    double median = latency.medianMs();
    return new Timing(
        median,
        Math.min(median, latency.ciLowMs()),
        Math.max(median, latency.ciHighMs()),
        latency.stable());
  }

  /** Milliseconds with an error to both sides; what would be below 0 is 0. */
  public static Timing around(double milliseconds, double error, boolean stable) {
    double middle = Math.max(0, milliseconds);
    return new Timing(
        middle, Math.max(0, milliseconds - error), Math.max(middle, milliseconds + error), stable);
  }

  /** Half the interval. */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
