package io.paretune.evaluators.trial.training;

import io.paretune.search.trial.TrialChannel;

/** How the networks of a search are trained. */
@FunctionalInterface
public interface Training {

  /**
   * Trains, reporting every epoch, until the end or a verdict.
   *
   * @param point the trial that this belongs to
   * @param epochsBefore epochs that the trial has trained already; its epochs are counted through
   */
  Fitted fit(TrainingRun run, TrialPoint point, int epochsBefore, TrialChannel channel);
}
