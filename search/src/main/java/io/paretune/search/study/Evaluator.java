package io.paretune.search.study;

import io.paretune.search.trial.Outcome;

/**
 * What a study optimises: the user's code.
 *
 * @param <T> the space's type
 */
@FunctionalInterface
public interface Evaluator<T> {

  /**
   * Evaluates one point of the space.
   *
   * @param value what to evaluate
   * @param trial for reporting intermediate values and for making the outcome
   * @return {@code trial.measured(...)}, or {@code trial.pruned(...)} after a verdict to prune
   * @throws Exception if it cannot be done; the trial fails with the message, the study goes on
   */
  Outcome evaluate(T value, ActiveTrial<T> trial) throws Exception;
}
