package io.paretune.experiments.evaluation;

import io.paretune.evaluators.trial.TrialSpec;
import java.util.List;
import java.util.Optional;

/**
 * Trials are networks: trained, compressed, exported, measured.
 *
 * @param trials what is trained, compressed and measured
 * @param reported further metrics shown beside the objectives
 * @param baselines whether the smallest and the largest network are tried first
 */
public record NetworkSearch(TrialSpec trials, List<String> reported, boolean baselines)
    implements EvaluationConfig {

  /** Copies the list. */
  public NetworkSearch {
    reported = List.copyOf(reported);
  }

  @Override
  public Evaluation open(Sources sources) {
    return NetworkTrials.open(this, sources);
  }

  @Override
  public Optional<String> withoutFiles() {
    return Optional.empty();
  }

  @Override
  public Optional<TrialSpec> networks() {
    return Optional.of(trials);
  }
}
