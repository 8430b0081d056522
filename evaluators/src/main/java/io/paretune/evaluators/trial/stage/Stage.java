package io.paretune.evaluators.trial.stage;

import io.paretune.search.trial.TrialChannel;

/** A stage on a trial's way. */
@FunctionalInterface
public interface Stage {

  /**
   * Takes the candidate a stage further.
   *
   * @param candidate that no pruner has ended
   * @param channel hears of it, and may end it
   */
  Candidate apply(Candidate candidate, TrialChannel channel);
}
