package io.paretune.experiments.evaluation;

import io.paretune.evaluators.trial.TrialSpec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What an experiment's file says of how trials are evaluated. Data alone: nothing is opened. The
 * coordinator opens an {@link Evaluation}, each worker a {@link TrialEvaluator}.
 */
public interface EvaluationConfig {

  /**
   * Opens the evaluation, everything about it checked that can be checked without a trial.
   *
   * @param sources where data and models come from, each opened once
   * @throws IllegalArgumentException if something is wrong
   */
  Evaluation open(Sources sources);

  /**
   * Opens what evaluates trials in this process.
   *
   * @param sources where data and models come from, each opened once
   * @throws Exception if it cannot be had; the worker ends with the message
   */
  TrialEvaluator evaluator(Sources sources, EvaluationPlace place) throws Exception;

  /** Why trials leave no files to examine or export; empty if they do. */
  default Optional<String> withoutFiles() {
    return Optional.of("its trials are no networks, so there are none to export");
  }

  /** What is known beforehand of the trials' reports. */
  default TrialReports reports() {
    return TrialReports.ofFirstObjective(OptionalInt.empty());
  }

  /**
   * The same for a pruner that is to know more of a network before it trains.
   *
   * @param metrics the latency of the untrained network among them, or zero-cost proxies
   */
  default EvaluationConfig withKnown(Set<String> metrics) {
    return this;
  }

  /**
   * As {@link #evaluator}, for a worker whose coordinator has measurements taken that workers need
   * not.
   */
  default TrialEvaluator workersEvaluator(Sources sources, EvaluationPlace place) throws Exception {
    return evaluator(sources, place);
  }

  /** What is trained, compressed and measured; empty if trials are no networks. */
  default Optional<TrialSpec> networks() {
    return Optional.empty();
  }
}
