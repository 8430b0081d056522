package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.supernet.Supernet;
import io.paretune.evaluators.train.TrainingSettings;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The weights that a network has as a part of the shared one, with statistics of its own. */
public final class InheritedWeights implements WeightSource {

  private final Supernet supernet;
  private final Supplier<SharedTensors> prepared;
  private final Recalibration recalibration;
  private final int epochs;
  private @Nullable SharedTensors tensors;

  /**
   * @param prepared the trained tensors, asked for once, when the first network is wanted
   * @param epochs that a network is trained on, 0 for none
   */
  public InheritedWeights(
      Supernet supernet,
      Supplier<SharedTensors> prepared,
      Recalibration recalibration,
      int epochs) {
    this.supernet = supernet;
    this.prepared = prepared;
    this.recalibration = recalibration;
    this.epochs = epochs;
  }

  @Override
  public WeightedNetwork start(Network network, long seed) {
    SharedTensors shared = tensors;
    if (shared == null) {
      shared = prepared.get();
      tensors = shared;
    }
    return recalibration.of(supernet.part(network).with(shared));
  }

  @Override
  public Optional<TrainingSettings> training(TrainingSettings usual, int spareEpochs, boolean cut) {
    return epochs == 0 ? Optional.empty() : Optional.of(usual.fineTuning(epochs));
  }

  @Override
  public Optional<Recalibration> untrained() {
    return epochs == 0 ? Optional.of(recalibration) : Optional.empty();
  }
}
