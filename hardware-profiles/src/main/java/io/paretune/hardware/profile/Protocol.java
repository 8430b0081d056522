package io.paretune.hardware.profile;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of one measurement; what they do is written at {@code hardware.protocol}.
 *
 * @param warmUp runs before anything is timed
 * @param timing timed runs of one attempt
 * @param tolerance what is put up with of a disturbed machine
 * @param retries what follows a rejected attempt
 */
public record Protocol(WarmUpRuns warmUp, Timing timing, Tolerance tolerance, Retries retries) {

  /**
   * Runs before anything is timed.
   *
   * @param minimum runs before steadiness is looked for, at least 1
   * @param maximum runs after which measuring starts even if the rolling median still moves
   */
  public record WarmUpRuns(int minimum, int maximum) {
    public WarmUpRuns {
      require(minimum >= 1, "warm-up-minimum >= 1", minimum);
      require(maximum >= minimum, "warm-up-maximum >= warm-up-minimum", maximum);
    }
  }

  /**
   * Timed runs of one attempt.
   *
   * @param targetHalfWidth half-width of the median's 95 % interval as a fraction of the median, in
   *     (0, 1)
   * @param minimumRepeats timed runs at least, if the time budget allows; at least 6, the fewest
   *     for which the interval exists
   * @param maximumRepeats timed runs at most
   * @param timeBudget time for them
   */
  public record Timing(
      double targetHalfWidth, int minimumRepeats, int maximumRepeats, Duration timeBudget) {
    public Timing {
      require(
          targetHalfWidth > 0 && targetHalfWidth < 1, "0 < target-half-width < 1", targetHalfWidth);
      require(minimumRepeats >= 6, "minimum-repeats >= 6", minimumRepeats);
      require(
          maximumRepeats >= minimumRepeats, "maximum-repeats >= minimum-repeats", maximumRepeats);
      require(timeBudget.toMillis() >= 1, "time-budget-ms >= 1", timeBudget.toMillis());
    }
  }

  /**
   * What is put up with of a disturbed machine.
   *
   * @param drift how far the reference network may move, as a fraction, in (0, 1)
   * @param foreignLoad load of other processes, in cores, for each core that the measurement does
   *     not use (at least one is counted)
   */
  public record Tolerance(double drift, double foreignLoad) {
    public Tolerance {
      require(drift > 0 && drift < 1, "0 < maximum-drift < 1", drift);
      require(foreignLoad > 0 && foreignLoad <= 1, "0 < maximum-foreign-load <= 1", foreignLoad);
    }
  }

  /**
   * What follows a rejected attempt.
   *
   * @param attempts how often a measurement is tried before its figure is given as unstable
   * @param backOff pause before the second attempt; doubled before each further one
   */
  public record Retries(int attempts, Duration backOff) {
    public Retries {
      require(attempts >= 1 && attempts <= 100, "1 <= attempts <= 100", attempts);
      require(!backOff.isNegative(), "back-off-ms >= 0", backOff.toMillis());
    }
  }

  /** What the embedded profiles use: about half a second for a network of half a millisecond. */
  public static Protocol defaults() {
    return new Protocol(
        new WarmUpRuns(20, 1000),
        new Timing(0.02, 60, 5000, Duration.ofMillis(1000)),
        new Tolerance(0.05, 0.10),
        new Retries(4, Duration.ofMillis(250)));
  }

  /** The same with another time for the timed runs of an attempt. */
  public Protocol withTimeBudget(Duration budget) {
    return new Protocol(
        warmUp,
        new Timing(
            timing.targetHalfWidth(), timing.minimumRepeats(), timing.maximumRepeats(), budget),
        tolerance,
        retries);
  }

  /** The same, tried so often. */
  public Protocol withAttempts(int number) {
    return new Protocol(warmUp, timing, tolerance, new Retries(number, retries.backOff()));
  }

  /** All settings as text, under the keys of a profile's YAML, in a fixed order. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("warm-up-minimum", Integer.toString(warmUp.minimum()));
    map.put("warm-up-maximum", Integer.toString(warmUp.maximum()));
    map.put("target-half-width", Double.toString(timing.targetHalfWidth()));
    map.put("minimum-repeats", Integer.toString(timing.minimumRepeats()));
    map.put("maximum-repeats", Integer.toString(timing.maximumRepeats()));
    map.put("time-budget-ms", Long.toString(timing.timeBudget().toMillis()));
    map.put("maximum-drift", Double.toString(tolerance.drift()));
    map.put("maximum-foreign-load", Double.toString(tolerance.foreignLoad()));
    map.put("attempts", Integer.toString(retries.attempts()));
    map.put("back-off-ms", Long.toString(retries.backOff().toMillis()));
    return map;
  }

  private static void require(boolean holds, String invariant, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(invariant + " must hold, got " + value);
    }
  }
}
