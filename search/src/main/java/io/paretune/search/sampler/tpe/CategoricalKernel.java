package io.paretune.search.sampler.tpe;

import java.util.random.RandomGenerator;

/**
 * Kernels of a choice without an order: the observed value has most of the probability, the others
 * share the rest (Aitchison, Aitken 1976, doi:10.1093/biomet/63.3.413).
 */
final class CategoricalKernel implements Kernels {

  private final int count;
  // the observed value, or -1
  private final int[] own;
  private final double logOwn;
  private final double logOther;
  private final double doubt;

  /**
   * Kernels of a choice.
   *
   * @param count number of options
   * @param doubt share of the probability that is spread evenly over all options, in (0, 1]
   */
  CategoricalKernel(int count, double[] positions, double doubt) {
    this.count = count;
    this.doubt = doubt;
    this.logOwn = Math.log(1 - doubt + doubt / count);
    this.logOther = Math.log(doubt / count);
    this.own = new int[positions.length];
    for (int k = 0; k < own.length; k++) {
      own[k] = Double.isNaN(positions[k]) ? -1 : index(positions[k]);
    }
  }

  private int index(double position) {
    return Math.min(count - 1, (int) (position * count));
  }

  @Override
  public void addLogs(double position, double[] logs) {
    int value = index(position);
    double uniform = -Math.log(count);
    for (int k = 0; k < own.length; k++) {
      logs[k] += own[k] < 0 ? uniform : own[k] == value ? logOwn : logOther;
    }
  }

  @Override
  public double draw(int component, RandomGenerator random) {
    boolean any = own[component] < 0 || random.nextDouble() < doubt;
    return ((any ? random.nextInt(count) : own[component]) + 0.5) / count;
  }
}
