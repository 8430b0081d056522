package io.paretune.evaluators.train.optimise;

/**
 * The learning rate over a training: it rises linearly to its peak, then falls.
 *
 * @param peak in (0, 10]
 * @param schedule how it falls
 * @param warmUp share of all steps in which it rises, in [0, 1)
 */
public record LearningRate(double peak, RateSchedule schedule, double warmUp) {
  /** Checks the ranges. */
  public LearningRate {
    if (!(peak > 0 && peak <= 10)) {
      throw new IllegalArgumentException("learningRate must lie in (0, 10], got " + peak);
    }
    if (!(warmUp >= 0 && warmUp < 1)) {
      throw new IllegalArgumentException("warmUp must lie in [0, 1), got " + warmUp);
    }
  }

  /**
   * The rate of a step.
   *
   * @param step from 0
   * @param steps in all
   */
  public double at(long step, long steps) {
    double rising = warmUp * steps;
    if (step + 1 < rising) {
      return peak * (step + 1) / rising;
    }
    double progress = (step + 1 - rising) / (steps + 1 - rising);
    return peak * schedule.share(Math.min(1, Math.max(0, progress)));
  }
}
