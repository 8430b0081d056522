package io.paretune.search.sampler.process;

/**
 * What is held of a process' mean and signal variance before any value is seen.
 *
 * @param fitsMean whether the mean is fitted, under a normal prior around 0 with the signal's own
 *     variance, or 0
 * @param observations weight, in observations, of a signal variance of 1
 */
public record Prior(boolean fitsMean, double observations) {

  /** For a kernel that falls to 0 with distance: where nothing is near, the mean is predicted. */
  public static final Prior FITTED_MEAN = new Prior(true, 2);

  /** For a kernel with a constant part, which is the mean's prior already. */
  public static final Prior CONSTANT_IN_KERNEL = new Prior(false, 0);

  /** The signal variance that goes with a misfit of so many values. */
  double variance(double misfit, int values) {
    return (misfit + observations) / (values + observations);
  }
}
