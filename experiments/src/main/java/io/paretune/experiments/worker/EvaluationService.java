package io.paretune.experiments.worker;

import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.util.Map;

/** What a worker does with trials; made once per worker from its {@link ToWorker.Setup}. */
public interface EvaluationService extends AutoCloseable {

  /**
   * Evaluates a trial.
   *
   * @param trial its number
   * @param assignment its values, to be checked against the space
   * @param channel the conversation with the coordinator
   * @throws EvaluatorUnavailableException if no trial can be evaluated any more; the run ends
   * @throws Exception if it cannot be done; the trial fails with the message
   */
  Outcome evaluate(long trial, Map<String, Object> assignment, TrialChannel channel)
      throws Exception;

  @Override
  void close();

  /** Makes the service. */
  @FunctionalInterface
  interface Factory {

    /**
     * The service of an experiment.
     *
     * @throws Exception if it cannot be set up; the worker ends with the message
     */
    EvaluationService open(ToWorker.Setup setup, TrialChannel channel) throws Exception;
  }
}
