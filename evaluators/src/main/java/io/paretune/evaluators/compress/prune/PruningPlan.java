package io.paretune.evaluators.compress.prune;

/**
 * How one network is pruned.
 *
 * @param ratio fraction of the channels to remove from every group, in [0, 1)
 * @param multiple widths that stay are rounded to a multiple of this, at least 1
 */
public record PruningPlan(double ratio, int multiple) {

  /** Checks the ranges. */
  public PruningPlan {
    if (!(ratio >= 0 && ratio < 1)) {
      throw new IllegalArgumentException("ratio must lie in [0, 1), got " + ratio);
    }
    if (multiple < 1) {
      throw new IllegalArgumentException("multiple must be at least 1, got " + multiple);
    }
  }

  /** Nothing is removed; widths would be multiples of 8. */
  public static PruningPlan none() {
    return new PruningPlan(0, 8);
  }

  /** The same plan with another ratio. */
  public PruningPlan withRatio(double newRatio) {
    return new PruningPlan(newRatio, multiple);
  }

  /** Whether anything may be removed. */
  public boolean prunes() {
    return ratio > 0;
  }
}
