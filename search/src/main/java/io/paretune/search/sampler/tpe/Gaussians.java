package io.paretune.search.sampler.tpe;

import io.paretune.search.math.StandardNormal;
import java.util.random.RandomGenerator;

/** Gaussians cut to [0, 1], for a continuous parameter. */
final class Gaussians implements Kernels {

  private final double width;
  // flat and free of branches, so that the loop over components is vectorised
  private final double[] means;
  private final double[] precisions;
  private final double[] logScales;

  Gaussians(double[] positions, double width) {
    this.width = width;
    this.means = positions.clone();
    this.precisions = new double[means.length];
    this.logScales = new double[means.length];
    double logWidth = Math.log(width) + StandardNormal.HALF_LOG_2PI;
    for (int k = 0; k < means.length; k++) {
      if (Double.isNaN(means[k])) {
        means[k] = 0;
      } else {
        precisions[k] = 1 / width;
        logScales[k] =
            -logWidth - Math.log(StandardNormal.between(-means[k] / width, (1 - means[k]) / width));
      }
    }
  }

  @Override
  public void addLogs(double position, double[] logs) {
    for (int k = 0; k < means.length; k++) {
      double away = (position - means[k]) * precisions[k];
      logs[k] += logScales[k] - 0.5 * away * away;
    }
  }

  @Override
  public double draw(int component, RandomGenerator random) {
    return precisions[component] == 0
        ? random.nextDouble()
        : StandardNormal.inUnit(means[component], width, random);
  }
}
