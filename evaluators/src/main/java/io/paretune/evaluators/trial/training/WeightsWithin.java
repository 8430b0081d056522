package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.train.TrainingSettings;
import java.util.Optional;

/**
 * The weights of networks within a model that came with its own: those that are smaller inherit
 * from the shared network, and the model itself stays as it came.
 */
public final class WeightsWithin implements WeightSource {

  private final WeightedNetwork model;
  private final InheritedWeights inherited;

  /**
   * @param model as it is trained on
   * @param inherited of smaller networks
   */
  public WeightsWithin(WeightedNetwork model, InheritedWeights inherited) {
    this.model = model;
    this.inherited = inherited;
  }

  @Override
  public WeightedNetwork start(Network network, long seed) {
    return smaller(network) ? inherited.start(network, seed) : model;
  }

  @Override
  public Optional<TrainingSettings> training(TrainingSettings usual, int spareEpochs, boolean cut) {
    return inherited.training(usual, spareEpochs, cut);
  }

  @Override
  public Optional<Recalibration> untrained() {
    return inherited.untrained();
  }

  @Override
  public boolean inherits(Network network) {
    return untrained().isPresent() && smaller(network);
  }

  private boolean smaller(Network network) {
    return !inherited.trainable(network).equals(model.network());
  }
}
