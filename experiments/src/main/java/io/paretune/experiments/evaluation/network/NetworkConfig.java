package io.paretune.experiments.evaluation.network;

import io.paretune.evaluators.proxy.Proxies;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.EvaluationPlace;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.experiments.evaluation.TrialReports;
import io.paretune.experiments.worker.Stage;
import io.paretune.hardware.yaml.Nearest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Trials are networks: trained, compressed, exported, measured.
 *
 * @param trials what is trained, compressed and measured
 * @param reported further metrics shown beside the objectives
 * @param features what samplers are told of candidates, of {@link #knownFeatures}; none if empty
 * @param baselines whether the smallest and the largest network are tried first
 */
public record NetworkConfig(
    TrialSpec trials, List<String> reported, List<String> features, boolean baselines)
    implements EvaluationConfig {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a feature is unknown, listing those that there are
   */
  public NetworkConfig {
    reported = List.copyOf(reported);
    features = List.copyOf(features);
    for (String feature : features) {
      if (!knownFeatures().contains(feature)) {
        throw Nearest.unknown("feature", feature, knownFeatures());
      }
    }
  }

  /** What can be told of a candidate before it is evaluated: counters and zero-cost proxies. */
  public static List<String> knownFeatures() {
    return NetworkFeatures.known();
  }

  @Override
  public Evaluation open(Sources sources) {
    return NetworkTrials.open(this, sources);
  }

  @Override
  public TrialEvaluator evaluator(Sources sources, EvaluationPlace place) {
    return place.stage() == Stage.PREPARATION
        ? NetworkPreparation.open(trials, sources, place)
        : NetworkEvaluator.open(trials, sources, place, UnaryOperator.identity());
  }

  @Override
  public Optional<String> withoutFiles() {
    return Optional.empty();
  }

  @Override
  public TrialReports reports() {
    return new TrialReports(
        OptionalInt.of(trials.schedule().epochs()),
        Optional.of(trials.data().task().reported()),
        trials.measuring().latencyTable().isPresent());
  }

  @Override
  public EvaluationConfig withKnown(Set<String> metrics) {
    Measuring measuring = trials.measuring();
    Set<String> looks = new LinkedHashSet<>(metrics);
    looks.removeIf(metric -> Proxies.find(metric).isEmpty());
    return new NetworkConfig(
        trials.withMeasuring(
            measuring
                .alsoWanting(looks)
                .withUntrainedFirst(
                    measuring.untrainedFirst() || metrics.contains(Metrics.LATENCY))),
        reported,
        features,
        baselines);
  }

  @Override
  public TrialEvaluator workersEvaluator(Sources sources, EvaluationPlace place) {
    return place.stage() != Stage.PREPARATION && LateLatency.takes(trials.measuring())
        ? NetworkEvaluator.open(trials, sources, place, LateLatency::leavingTo)
        : evaluator(sources, place);
  }

  @Override
  public Optional<TrialSpec> networks() {
    return Optional.of(trials);
  }
}
