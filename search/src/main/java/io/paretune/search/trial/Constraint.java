package io.paretune.search.trial;

/**
 * A hard bound on a metric: a trial that breaks it never enters the front.
 *
 * @param metric the metric's name in a {@link Measurement}
 * @param kind which side of the bound is allowed
 * @param bound the last allowed value
 */
public record Constraint(String metric, Kind kind, double bound) {

  /** The allowed side. */
  public enum Kind {
    /** The metric may not be above the bound. */
    AT_MOST,
    /** The metric may not be below the bound. */
    AT_LEAST
  }

  /** Checks the bound. */
  public Constraint {
    if (!Double.isFinite(bound)) {
      throw new IllegalArgumentException(
          "a constraint's bound must be finite, got " + bound + " (metric '" + metric + "')");
    }
  }

  /** A metric may not exceed a bound. */
  public static Constraint atMost(String metric, double bound) {
    return new Constraint(metric, Kind.AT_MOST, bound);
  }

  /** A metric may not fall short of a bound. */
  public static Constraint atLeast(String metric, double bound) {
    return new Constraint(metric, Kind.AT_LEAST, bound);
  }

  /**
   * By how much a value breaks the bound, relative to the bound's size (absolute for bounds under
   * 1); 0 if it does not. Relative, so that violations of different metrics can be added.
   */
  public double violation(double value) {
    double excess = kind == Kind.AT_MOST ? value - bound : bound - value;
    return Math.max(0, excess) / Math.max(1, Math.abs(bound));
  }
}
