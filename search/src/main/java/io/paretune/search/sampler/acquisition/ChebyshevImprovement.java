package io.paretune.search.sampler.acquisition;

import io.paretune.search.math.StandardNormal;

/**
 * The logarithm of the expected improvement of a Chebyshev scalarisation max_k w_k (y_k - ideal_k),
 * for any number of independent objectives: ParEGO (Knowles 2006, doi:10.1109/TEVC.2005.851274)
 * with a process for each objective instead of one for the scalar.
 *
 * <p>The scalar is at most t with a probability that is a product of normal ones, so the
 * expectation is one integral of that product up to the least scalar seen, here by Simpson's rule
 * in logarithms. Departure: without the augmentation, which has no such product.
 */
public final class ChebyshevImprovement implements Acquisition {

  /** Even number of intervals. */
  private static final int INTERVALS = 32;

  /** Deviations below the largest mean at which the integral begins. */
  private static final double REACH = 6;

  private final double[] weights;
  private final double[] ideal;
  private final double least;
  private final double[] logs = new double[INTERVALS + 1];

  /**
   * The improvement over the least scalar.
   *
   * @param weights {@code double[objectives]}, above 0
   * @param ideal {@code double[objectives]}
   * @param least the least scalar seen
   */
  public ChebyshevImprovement(double[] weights, double[] ideal, double least) {
    this.weights = weights.clone();
    this.ideal = ideal.clone();
    this.least = least;
  }

  /** The scalar of some values. */
  public static double scalar(double[] values, double[] weights, double[] ideal) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < values.length; k++) {
      most = Math.max(most, weights[k] * (values[k] - ideal[k]));
    }
    return most;
  }

  @Override
  public double at(double[] means, double[] deviations, double[] byMean, double[] byDeviation) {
    double from = Double.NEGATIVE_INFINITY;
    double narrow = Double.POSITIVE_INFINITY;
    for (int k = 0; k < means.length; k++) {
      from = Math.max(from, weights[k] * (means[k] - REACH * deviations[k] - ideal[k]));
      narrow = Math.min(narrow, weights[k] * deviations[k]);
    }
    // far beyond reach only the end of the integral counts
    from = Math.min(from, least - narrow);
    double step = (least - from) / INTERVALS;
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= INTERVALS; i++) {
      double log = Math.log(i == 0 || i == INTERVALS ? 1 : i % 2 == 1 ? 4 : 2);
      for (int k = 0; k < means.length; k++) {
        log += StandardNormal.logCumulative(z(from + i * step, k, means, deviations));
      }
      logs[i] = log;
      top = Math.max(top, log);
    }
    double sum = 0;
    for (int k = 0; k < means.length; k++) {
      byMean[k] = 0;
      byDeviation[k] = 0;
    }
    for (int i = 0; i <= INTERVALS; i++) {
      double share = Math.exp(logs[i] - top);
      sum += share;
      for (int k = 0; k < means.length && share > 0; k++) {
        double z = z(from + i * step, k, means, deviations);
        double hazard = share * StandardNormal.hazard(z) / deviations[k];
        byMean[k] -= hazard;
        byDeviation[k] -= hazard * z;
      }
    }
    for (int k = 0; k < means.length; k++) {
      byMean[k] /= sum;
      byDeviation[k] /= sum;
    }
    return top + Math.log(sum) + Math.log(step / 3);
  }

  private double z(double scalar, int k, double[] means, double[] deviations) {
    return (scalar / weights[k] + ideal[k] - means[k]) / deviations[k];
  }
}
