package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.trial.NetworkProblem;
import java.util.Optional;

/** Where the first weights of a trial's network come from, and what training they still want. */
public interface WeightSource {

  /**
   * The network with its first weights.
   *
   * @param seed of the trial; the same seed gives the same weights
   */
  WeightedNetwork start(Network network, long seed);

  /**
   * The training that comes before any pruning; empty if these weights want none.
   *
   * @param usual how the networks of the search are trained
   * @param spareEpochs epochs of fine-tuning that no technique of the trial will spend
   * @param cut whether the network has lost blocks since {@link #start}
   */
  Optional<TrainingSettings> training(TrainingSettings usual, int spareEpochs, boolean cut);

  /**
   * Whether {@link #start} leaves a network's statistics to {@link #untrained}: what is cut would
   * have them twice.
   */
  default boolean leavesStatistics() {
    return false;
  }

  /**
   * What gives a network that is cut its statistics, where nothing is trained on a trial's way, not
   * even after a cut; empty where something is.
   */
  default Optional<Recalibration> untrained() {
    return Optional.empty();
  }

  /**
   * Whether a trial's figures are of weights that were trained for many networks at once, and not
   * trained on.
   *
   * @param network as {@link #start} was asked for
   */
  default boolean inherits(Network network) {
    return untrained().isPresent();
  }

  /** Those of a search: a family's own if it has some, else fresh ones. */
  static WeightSource of(NetworkProblem problem, int threads) {
    return problem
        .family()
        .weights(problem.context())
        .<WeightSource>map(weights -> new GivenWeights(weights, problem.data().train(), threads))
        .orElseGet(FreshWeights::new);
  }
}
