package io.paretune.evaluators.trial.preparation;

import io.paretune.evaluators.trial.preparation.kept.PreparationListener;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import java.time.Duration;

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
   * @param listener hears of every epoch that is trained here
   * @return what there is now
   * @throws io.paretune.evaluators.train.step.TrainingException if it cannot be made or kept
   * @throws io.paretune.evaluators.trial.preparation.kept.TimeTooShortException if the time allowed
   *     is too short to make it at all
   */
  Prepared prepare(PreparationListener listener);

  /**
   * Refuses a time that is plainly too short to make it, if it is not made yet.
   *
   * @param time that it may take here
   * @throws io.paretune.evaluators.trial.preparation.kept.TimeTooShortException naming both times
   */
  void requireTime(Duration time);
}
