package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.trial.preparation.SupernetPreparation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The weights that a network has as a part of the shared one. Where it is trained on, it begins
 * with statistics of its own; else with rough ones, and a later stage gives it its own.
 */
public final class InheritedWeights implements WeightSource {

  /** Examples for statistics that nothing is judged by, so that values have a size at all. */
  private static final int ROUGHLY = 8;

  private final SupernetPreparation preparation;
  private final Recalibration recalibration;
  private final int epochs;
  private final Recalibration roughly;
  private final RecentNetworks recent = new RecentNetworks();
  private @Nullable SharedTensors tensors;

  /**
   * @param preparation of the shared network, asked for when the first network is wanted
   * @param epochs that a network is trained on, 0 for none
   */
  public InheritedWeights(SupernetPreparation preparation, int epochs) {
    this.preparation = preparation;
    this.recalibration = preparation.recalibration();
    this.roughly = preparation.recalibration(ROUGHLY);
    this.epochs = epochs;
  }

  @Override
  public WeightedNetwork start(Network network, long seed) {
    return leavesStatistics() ? roughly.of(part(shared(), network)) : normalised(network);
  }

  /** A network with its part of the shared tensors, and statistics of its own. */
  WeightedNetwork normalised(Network network) {
    return recent.of(network, built -> within(shared(), built));
  }

  private SharedTensors shared() {
    SharedTensors shared = tensors;
    if (shared == null) {
      shared = preparation.tensors();
      tensors = shared;
    }
    return shared;
  }

  private WeightedNetwork part(SharedTensors shared, Network network) {
    return preparation.part(network).with(shared);
  }

  /** A network with its part of these tensors, and statistics of its own. */
  WeightedNetwork within(SharedTensors shared, Network network) {
    return recalibration.of(part(shared, network));
  }

  /** The network that is trained in place of one that the family builds. */
  Network trainable(Network built) {
    return preparation.part(built).network();
  }

  @Override
  public Optional<TrainingSettings> training(TrainingSettings usual, int spareEpochs, boolean cut) {
    return epochs == 0 ? Optional.empty() : Optional.of(trainedOn(usual));
  }

  /**
   * What many parts share is a compromise, which small steps do not leave (ADR 21): a part begins
   * anew from there, at the full rate. A model that came with its weights was good as it was.
   */
  private TrainingSettings trainedOn(TrainingSettings usual) {
    return preparation.isGiven()
        ? usual.fineTuning(epochs)
        : usual.withEpochs(epochs).withWarmUp(0);
  }

  @Override
  public boolean leavesStatistics() {
    return epochs == 0;
  }

  @Override
  public Optional<Recalibration> untrained() {
    return epochs == 0 ? Optional.of(recalibration) : Optional.empty();
  }
}
