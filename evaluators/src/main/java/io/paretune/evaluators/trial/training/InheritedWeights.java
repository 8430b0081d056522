package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.trial.preparation.SupernetPreparation;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The weights that a network has as a part of the shared one, with statistics of its own. */
public final class InheritedWeights implements WeightSource {

  /** Values of the networks that are remembered: 64 MB. */
  private static final long MOST_VALUES = 1 << 24;

  private final SupernetPreparation preparation;
  private final Recalibration recalibration;
  private final int epochs;
  private final Map<String, WeightedNetwork> recent = new LinkedHashMap<>(16, 0.75f, true);
  private long values;
  private @Nullable SharedTensors tensors;

  /**
   * @param preparation of the shared network, asked for when the first network is wanted
   * @param epochs that a network is trained on, 0 for none
   */
  public InheritedWeights(SupernetPreparation preparation, int epochs) {
    this.preparation = preparation;
    this.recalibration = preparation.recalibration();
    this.epochs = epochs;
  }

  /** Many trials have the same network and differ in its compression: the last ones are kept. */
  @Override
  public WeightedNetwork start(Network network, long seed) {
    WeightedNetwork known = recent.get(network.contentHash());
    if (known != null) {
      return known;
    }
    WeightedNetwork made = made(network);
    recent.put(network.contentHash(), made);
    values += size(network);
    Iterator<WeightedNetwork> oldest = recent.values().iterator();
    while (values > MOST_VALUES && recent.size() > 1) {
      values -= size(oldest.next().network());
      oldest.remove();
    }
    return made;
  }

  private static long size(Network network) {
    return network.tensors().stream().mapToLong(TensorSpec::elements).sum();
  }

  private WeightedNetwork made(Network network) {
    SharedTensors shared = tensors;
    if (shared == null) {
      shared = preparation.tensors();
      tensors = shared;
    }
    return recalibration.of(preparation.part(network).with(shared));
  }

  /** The network that is trained in place of one that the family builds. */
  Network trainable(Network built) {
    return preparation.part(built).network();
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
