package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.TrainingSettings;
import java.util.Optional;
import java.util.OptionalInt;

/** Weights drawn at random, for networks that a family builds: they always want training. */
public final class FreshWeights implements WeightSource {

  private final OptionalInt epochs;

  /** Trained as long as the search says. */
  public FreshWeights() {
    this.epochs = OptionalInt.empty();
  }

  /** Trained for so many epochs. */
  public FreshWeights(int epochs) {
    this.epochs = OptionalInt.of(epochs);
  }

  @Override
  public WeightedNetwork start(Network network, long seed) {
    return new WeightedNetwork(network, Initialisation.kaiming(network, seed));
  }

  @Override
  public Optional<TrainingSettings> training(TrainingSettings usual, int spareEpochs, boolean cut) {
    return Optional.of(usual.withEpochs(epochs.orElse(usual.epochs()) + spareEpochs));
  }
}
