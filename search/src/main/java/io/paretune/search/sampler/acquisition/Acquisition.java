package io.paretune.search.sampler.acquisition;

/** How much an evaluation promises, given what the processes expect of it. */
public interface Acquisition {

  /**
   * The logarithm of the promise and its gradient.
   *
   * @param means {@code double[objectives]}
   * @param deviations {@code double[objectives]}, above 0
   * @param byMean {@code double[objectives]}, overwritten
   * @param byDeviation {@code double[objectives]}, overwritten
   * @return at most {@link #NOTHING} where it underflows
   */
  double at(double[] means, double[] deviations, double[] byMean, double[] byDeviation);

  /** A logarithm that stands for 0. */
  double NOTHING = -1e6;
}
