package io.paretune.search.sampler.acquisition;

import io.paretune.search.math.StandardNormal;

/**
 * The logarithm of the expected improvement over the least value (Jones, Schonlau, Welch 1998,
 * doi:10.1023/A:1008306431147), with the numerics of Ament et al. 2023 (arXiv:2310.20708): it and
 * its gradient keep their meaning where the improvement itself underflows.
 */
public final class ExpectedImprovement implements Acquisition {

  private final double least;

  /** The improvement over a value. */
  public ExpectedImprovement(double least) {
    this.least = least;
  }

  @Override
  public double at(double[] means, double[] deviations, double[] byMean, double[] byDeviation) {
    double z = (least - means[0]) / deviations[0];
    double slope = StandardNormal.logGainSlope(z);
    byMean[0] = -slope / deviations[0];
    byDeviation[0] = (1 - z * slope) / deviations[0];
    return Math.log(deviations[0]) + StandardNormal.logGain(z);
  }

  /** The expectation of max(0, least - Z) for a normal Z; absolute error below 1e-11 deviations. */
  public static double over(double least, double mean, double deviation) {
    return deviation * StandardNormal.tabulatedGain((least - mean) / deviation);
  }
}
