package io.paretune.search.sampler.gp;

import io.paretune.search.math.StandardNormal;

/**
 * The logarithm of the expected improvement over the least value (Jones, Schonlau, Welch 1998,
 * doi:10.1023/A:1008306431147), with the numerics of Ament et al. 2023 (arXiv:2310.20708): it and
 * its gradient keep their meaning where the improvement itself underflows.
 */
final class ExpectedImprovement implements Acquisition {

  private final double least;

  ExpectedImprovement(double least) {
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
}
