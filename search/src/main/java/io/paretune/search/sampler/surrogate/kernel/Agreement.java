package io.paretune.search.sampler.surrogate.kernel;

/**
 * On how much a query agrees with each of some points, by part of an {@link AdditiveKernel}. Arrays
 * are shared and never changed.
 *
 * <p>A class and not a record, since its parts are arrays.
 */
public final class Agreement {

  /** {@code double[PARTS][points]}; two more where something is known of the points. */
  final double[][] parts;

  /** As many, of the query with itself. */
  final double[] own;

  public Agreement(double[][] parts, double[] own) {
    this.parts = parts;
    this.own = own;
  }
}
