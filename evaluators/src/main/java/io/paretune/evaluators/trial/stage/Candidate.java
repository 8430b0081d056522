package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.technique.Cut;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.trial.training.Fitted;
import io.paretune.evaluators.trial.training.TrialPoint;
import io.paretune.search.trial.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a trial has come to. Immutable.
 *
 * @param point which trial it is
 * @param plan how its network is compressed
 * @param network with its weights so far
 * @param rounded the network that will be deployed, if it was trained with its rounding
 * @param epochs trained so far
 * @param channelsRemoved by pruning so far
 * @param declared what was known of it before it trained, by the metrics' names
 * @param pruned why the trial is over, if a pruner has ended it
 */
public record Candidate(
    TrialPoint point,
    CompressionPlan plan,
    WeightedNetwork network,
    Optional<RoundedNetwork> rounded,
    int epochs,
    int channelsRemoved,
    Map<String, Double> declared,
    Optional<Verdict.Prune> pruned) {

  /** Copies the map. */
  public Candidate {
    declared = Map.copyOf(declared);
  }

  /** With first weights, before anything else. */
  static Candidate started(TrialPoint point, CompressionPlan plan, WeightedNetwork network) {
    return new Candidate(point, plan, network, Optional.empty(), 0, 0, Map.of(), Optional.empty());
  }

  /** What is deployed: the rounded network if there is one. */
  WeightedNetwork deployed() {
    return rounded.map(RoundedNetwork::network).orElse(network);
  }

  /** With blocks, channels or weights taken away or changed; the plan is for what is left. */
  Candidate cut(Cut cut) {
    WeightedNetwork left = cut.network();
    return new Candidate(
        point,
        plan.within(left.network()),
        left,
        rounded,
        epochs,
        channelsRemoved + cut.channels(),
        declared,
        pruned);
  }

  /** With other weights of the same network. */
  Candidate with(WeightedNetwork reweighted) {
    return new Candidate(
        point, plan, reweighted, rounded, epochs, channelsRemoved, declared, pruned);
  }

  /** With what is known of it, and what a pruner says to that. */
  Candidate declaring(Map<String, Double> metrics, Verdict verdict) {
    return new Candidate(
        point,
        plan,
        network,
        rounded,
        epochs,
        channelsRemoved,
        new LinkedHashMap<>(metrics),
        verdict instanceof Verdict.Prune prune ? Optional.of(prune) : Optional.empty());
  }

  /** After so many epochs. */
  Candidate trained(Fitted fitted, int newEpochs) {
    return new Candidate(
        point,
        plan,
        new WeightedNetwork(network.network(), fitted.trained().weights()),
        rounded,
        epochs + newEpochs,
        channelsRemoved,
        declared,
        fitted.verdict());
  }

  /** After so many epochs with the rounding of its file. */
  Candidate rounded(RoundedNetwork newRounded, int newEpochs, Optional<Verdict.Prune> verdict) {
    return new Candidate(
        point,
        plan,
        network,
        Optional.of(newRounded),
        epochs + newEpochs,
        channelsRemoved,
        declared,
        verdict);
  }
}
