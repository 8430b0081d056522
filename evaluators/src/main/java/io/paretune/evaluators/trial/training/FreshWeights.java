package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.TrainingSettings;
import java.util.Optional;

/** Weights drawn at random, for networks that a family builds: they always want training. */
public final class FreshWeights implements WeightSource {

  @Override
  public WeightedNetwork start(Network network, long seed) {
    return new WeightedNetwork(network, Initialisation.kaiming(network, seed));
  }

  @Override
  public Optional<TrainingSettings> training(TrainingSettings usual, int spareEpochs, boolean cut) {
    return Optional.of(usual.withEpochs(usual.epochs() + spareEpochs));
  }
}
