package io.paretune.experiments.worker;

import io.paretune.search.pruner.Verdict;
import io.paretune.search.trial.Outcome;
import java.util.Map;

/** What a worker does with trials; made once per worker from its {@link ToWorker.Setup}. */
public interface EvaluationService extends AutoCloseable {

  /**
   * Evaluates a trial.
   *
   * @param trial its number
   * @param assignment its values, to be checked against the space
   * @throws CannotServe if no trial can be evaluated any more; the run ends
   * @throws Exception if it cannot be done; the trial fails with the message
   */
  Outcome evaluate(long trial, Map<String, Object> assignment, Channel channel) throws Exception;

  @Override
  void close();

  /** The way back to the coordinator. */
  interface Channel {

    /** Reports an intermediate value and waits for the verdict. */
    Verdict report(int step, double value);

    /** Says what is known before the trial ends and waits for the verdict. */
    Verdict know(Map<String, Double> metrics);

    /** Says what is being done, for people. */
    void doing(String phase);
  }

  /** Makes the service. */
  @FunctionalInterface
  interface Factory {

    /**
     * The service of an experiment.
     *
     * @throws Exception if it cannot be set up; the worker ends with the message
     */
    EvaluationService open(ToWorker.Setup setup, Channel channel) throws Exception;
  }
}
