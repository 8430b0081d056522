package io.paretune.search.sampler.process;

/**
 * Covariances of a fit's points among each other and with queries, over the signal's variance.
 * Positive definite; immutable.
 *
 * @param <Q> what a query is given as
 */
public interface Kernel<Q> {

  /** Number of points. */
  int size();

  /**
   * The points' covariances on and above the diagonal, without noise.
   *
   * @return {@code double[size][size]}, the caller's to overwrite
   */
  double[][] matrix();

  /**
   * A query's covariances with the points.
   *
   * @param into {@code double[size]}, overwritten
   */
  void covariances(Q query, double[] into);

  /** A query's covariance with itself. */
  double variance(Q query);
}
