package io.paretune.evaluators.trial.preparation.kept;

/** Hears how far a preparation is. */
@FunctionalInterface
public interface PreparationListener {

  /**
   * An epoch was trained.
   *
   * @param step from 1
   * @param of epochs there are
   * @param loss the mean training loss of the epoch
   */
  void done(int step, int of, double loss);

  /**
   * Something else that people should know, such as for whom it waits.
   *
   * @param what a few words
   */
  default void says(String what) {
    // whoever counts epochs need not listen
  }

  /** Hears nothing. */
  static PreparationListener silent() {
    return (step, of, loss) -> {};
  }
}
