package io.paretune.evaluators.trial.preparation;

/** Hears how far a preparation is. */
@FunctionalInterface
public interface PreparationListener {

  /**
   * A step was done.
   *
   * @param step from 1
   * @param of steps there are
   * @param loss the mean training loss of the step
   */
  void done(int step, int of, double loss);

  /** Hears nothing. */
  static PreparationListener silent() {
    return (step, of, loss) -> {};
  }
}
