package io.paretune.evaluators.trial.preparation;

/**
 * Something that all trials of a search need and that is made once. It is kept on disk by what it
 * depends on, so that a second search over the same starts at once.
 */
public interface Preparation {

  /** A few words for people, such as {@code shared network}. */
  String name();

  /**
   * Makes it, or finds it made; goes on where a killed one has stopped. Waits while another process
   * makes it.
   *
   * @param listener hears of every step that is done here
   * @return what there is now
   * @throws io.paretune.evaluators.train.step.TrainingException if it cannot be made or kept
   */
  Prepared prepare(PreparationListener listener);
}
