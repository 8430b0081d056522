package io.paretune.search.insight;

/** Where a {@link Box} is divided: at a threshold, or into some categories and the others. */
final class Cut {

  private final int axis;
  private final double threshold;
  // empty for a threshold
  private final boolean[] chosen;
  private final double gain;

  /**
   * A cut.
   *
   * @param axis which axis is divided; under 0 none
   * @param threshold what the first part reaches to
   * @param chosen which categories the first part has; empty of an ordered axis
   * @param gain what it takes off the sum of squares, for comparing cuts of the same samples
   */
  Cut(int axis, double threshold, boolean[] chosen, double gain) {
    this.axis = axis;
    this.threshold = threshold;
    this.chosen = chosen;
    this.gain = gain;
  }

  int axis() {
    return axis;
  }

  double threshold() {
    return threshold;
  }

  boolean[] chosen() {
    return chosen;
  }

  double gain() {
    return gain;
  }

  /** Whether a point lies in the first part. */
  boolean first(double[] unit) {
    return chosen.length == 0
        ? unit[axis] <= threshold
        : chosen[category(unit[axis], chosen.length)];
  }

  /** Which of so many equally long cells a place lies in. */
  static int category(double unit, int count) {
    return Math.min(count - 1, (int) (unit * count));
  }
}
