package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.technique.Cut;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.trial.training.Fitted;
import io.paretune.evaluators.trial.training.TrialPoint;
import io.paretune.search.trial.Verdict;
import java.util.Map;
import java.util.Optional;

/**
 * What a trial has come to. Immutable.
 *
 * @param point which trial it is
 * @param plan how its network is compressed
 * @param network with its weights so far
 * @param rounded the network that will be deployed, if it was trained with its rounding
 * @param course how it went so far
 */
public record Candidate(
    TrialPoint point,
    CompressionPlan plan,
    WeightedNetwork network,
    Optional<RoundedNetwork> rounded,
    Course course) {

  /**
   * How a trial went so far.
   *
   * @param epochs trained
   * @param epochsLeftOut that were planned, for which there was no time
   * @param channelsRemoved by pruning
   * @param declared what was known of it before it trained, by the metrics' names
   * @param pruned why the trial is over, if a pruner has ended it
   */
  public record Course(
      int epochs,
      int epochsLeftOut,
      int channelsRemoved,
      Map<String, Double> declared,
      Optional<Verdict.Prune> pruned) {

    /** Copies the map. */
    public Course {
      declared = Map.copyOf(declared);
    }

    private Course trained(Fitted fitted, int planned) {
      int done = fitted.trained().history().size();
      int left = fitted.verdict().isPresent() ? 0 : planned - done;
      return new Course(
          epochs + done, epochsLeftOut + left, channelsRemoved, declared, fitted.verdict());
    }
  }

  /** With first weights, before anything else. */
  static Candidate started(TrialPoint point, CompressionPlan plan, WeightedNetwork network) {
    return new Candidate(
        point, plan, network, Optional.empty(), new Course(0, 0, 0, Map.of(), Optional.empty()));
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
        new Course(
            course.epochs,
            course.epochsLeftOut,
            course.channelsRemoved + cut.channels(),
            course.declared,
            course.pruned));
  }

  /** With other weights of the same network. */
  Candidate with(WeightedNetwork reweighted) {
    return new Candidate(point, plan, reweighted, rounded, course);
  }

  /** With what is known of it, and what a pruner says to that. */
  Candidate declaring(Map<String, Double> metrics, Verdict verdict) {
    return new Candidate(
        point,
        plan,
        network,
        rounded,
        new Course(
            course.epochs,
            course.epochsLeftOut,
            course.channelsRemoved,
            metrics,
            verdict instanceof Verdict.Prune prune ? Optional.of(prune) : Optional.empty()));
  }

  /** After a training that was to have so many epochs. */
  Candidate trained(Fitted fitted, int planned) {
    return new Candidate(
        point,
        plan,
        new WeightedNetwork(network.network(), fitted.trained().weights()),
        rounded,
        course.trained(fitted, planned));
  }

  /** After a training with the rounding of its file that was to have so many epochs. */
  Candidate rounded(RoundedNetwork newRounded, Fitted fitted, int planned) {
    return new Candidate(
        point, plan, network, Optional.of(newRounded), course.trained(fitted, planned));
  }
}
