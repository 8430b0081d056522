package io.paretune.search.sampler.surrogate.kernel;

/**
 * A point of a space as the model compares it. Arrays are shared and never changed.
 *
 * <p>A class and not a record, since its parts are arrays.
 */
public final class Point {

  private static final double[] NONE = {};

  /** Place of the value on each axis of few values; -1 where the parameter is absent. */
  final int[] levels;

  /** Position on each other axis, in [0, 1]; NaN where the parameter is absent. */
  final double[] positions;

  /** How often each value of each set of like parameters occurs. */
  final int[] counts;

  /** What is known of it beforehand, as normal scores; none if nothing is. */
  final double[] features;

  Point(int[] levels, double[] positions, int[] counts) {
    this(levels, positions, counts, NONE);
  }

  private Point(int[] levels, double[] positions, int[] counts, double[] features) {
    this.levels = levels;
    this.positions = positions;
    this.counts = counts;
    this.features = features;
  }

  /** The same point, of which something is known. */
  public Point with(double[] newFeatures) {
    return new Point(levels, positions, counts, newFeatures);
  }
}
