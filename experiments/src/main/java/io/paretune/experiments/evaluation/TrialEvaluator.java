package io.paretune.experiments.evaluation;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;

/**
 * What evaluates the trials of an experiment in one process, one after another. Made by {@link
 * EvaluationConfig#evaluator}.
 */
public interface TrialEvaluator extends AutoCloseable {

  /** The space that is searched. */
  SearchSpace space();

  /**
   * Evaluates a trial.
   *
   * @param trial its number
   * @param point of {@link #space()}
   * @param channel for reports on the way and for what is known before the end; after a verdict to
   *     prune, return {@link Outcome.Pruned}
   * @throws io.paretune.experiments.worker.EvaluatorUnavailableException if no trial can be
   *     evaluated any more; the run ends
   * @throws Exception if it cannot be done; the trial fails with the message
   */
  Outcome evaluate(long trial, Assignment point, TrialChannel channel) throws Exception;

  @Override
  void close();
}
