package io.paretune.experiments.evaluation;

import io.paretune.evaluators.trial.TrialSpec;
import java.util.Optional;

/** What an experiment's file says of how trials are evaluated. Data alone: nothing is opened. */
public interface EvaluationConfig {

  /**
   * Opens the evaluation, everything about it checked that can be checked without a trial.
   *
   * @param sources where data and models come from, each opened once
   * @throws IllegalArgumentException if something is wrong
   */
  Evaluation open(Sources sources);

  /** Why trials leave no files to examine or export; empty if they do. */
  Optional<String> withoutFiles();

  /** What is trained, compressed and measured; empty if trials are no networks. */
  default Optional<TrialSpec> networks() {
    return Optional.empty();
  }

  /** The program that evaluates trials; empty if they are networks. */
  default Optional<ProgramSearch> program() {
    return Optional.empty();
  }
}
