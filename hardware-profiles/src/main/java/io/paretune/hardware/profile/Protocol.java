package io.paretune.hardware.profile;

import java.time.Duration;

/**
 * The settings of one measurement; what they do is written at {@code hardware.protocol}.
 *
 * @param warmUpMinimum runs before steadiness is looked for, at least 1
 * @param warmUpMaximum runs after which measuring starts even if the rolling median still moves
 * @param targetHalfWidth half-width of the median's 95 % interval as a fraction of the median, in
 *     (0, 1)
 * @param minimumRepeats timed runs at least, if the time budget allows; at least 6, the fewest for
 *     which the interval exists
 * @param maximumRepeats timed runs at most
 * @param timeBudget time for the timed runs of one attempt
 * @param maximumDrift how far the reference network may move, as a fraction, in (0, 1)
 * @param maximumForeignLoad load of other processes that is tolerated, in cores, for each core that
 *     the measurement does not use (at least one is counted)
 * @param attempts how often a measurement is tried before its figure is given as unstable
 * @param backOff pause before the second attempt; doubled before each further one
 */
public record Protocol(
    int warmUpMinimum,
    int warmUpMaximum,
    double targetHalfWidth,
    int minimumRepeats,
    int maximumRepeats,
    Duration timeBudget,
    double maximumDrift,
    double maximumForeignLoad,
    int attempts,
    Duration backOff) {

  public Protocol {
    require(warmUpMinimum >= 1, "warm-up-minimum >= 1", warmUpMinimum);
    require(warmUpMaximum >= warmUpMinimum, "warm-up-maximum >= warm-up-minimum", warmUpMaximum);
    require(
        targetHalfWidth > 0 && targetHalfWidth < 1, "0 < target-half-width < 1", targetHalfWidth);
    require(minimumRepeats >= 6, "minimum-repeats >= 6", minimumRepeats);
    require(maximumRepeats >= minimumRepeats, "maximum-repeats >= minimum-repeats", maximumRepeats);
    require(timeBudget.toMillis() >= 1, "time-budget-ms >= 1", timeBudget.toMillis());
    require(maximumDrift > 0 && maximumDrift < 1, "0 < maximum-drift < 1", maximumDrift);
    require(
        maximumForeignLoad > 0 && maximumForeignLoad <= 1,
        "0 < maximum-foreign-load <= 1",
        maximumForeignLoad);
    require(attempts >= 1 && attempts <= 100, "1 <= attempts <= 100", attempts);
    require(!backOff.isNegative(), "back-off-ms >= 0", backOff.toMillis());
  }

  /** What the embedded profiles use: about half a second for a network of half a millisecond. */
  public static Protocol defaults() {
    return new Protocol(
        20, 1000, 0.02, 60, 5000, Duration.ofMillis(1000), 0.05, 0.10, 4, Duration.ofMillis(250));
  }

  public Protocol withTimeBudget(Duration budget) {
    return new Protocol(
        warmUpMinimum,
        warmUpMaximum,
        targetHalfWidth,
        minimumRepeats,
        maximumRepeats,
        budget,
        maximumDrift,
        maximumForeignLoad,
        attempts,
        backOff);
  }

  public Protocol withAttempts(int number) {
    return new Protocol(
        warmUpMinimum,
        warmUpMaximum,
        targetHalfWidth,
        minimumRepeats,
        maximumRepeats,
        timeBudget,
        maximumDrift,
        maximumForeignLoad,
        number,
        backOff);
  }

  private static void require(boolean holds, String invariant, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(invariant + " must hold, got " + value);
    }
  }
}
