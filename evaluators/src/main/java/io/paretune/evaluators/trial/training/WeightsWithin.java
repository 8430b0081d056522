package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.train.TrainingSettings;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The weights of networks within a model that came with its own. A smaller one has those of the
 * shared network or those of the model as it came, whichever answer better: what is hardly smaller
 * than the model has lost more to the shared network's compromises than it has learned from it. One
 * that is trained on may begin with a larger loss where it begins as the model: a light cut mends
 * fast (ADR 21). The model itself stays as it came.
 */
public final class WeightsWithin implements WeightSource {

  /** How many times larger the loss of the model's own weights may be before they are trained. */
  private static final double MENDED = 2;

  private final WeightedNetwork model;
  private final InheritedWeights inherited;
  private final ToDoubleFunction<WeightedNetwork> loss;
  private final RecentNetworks recent = new RecentNetworks();

  /**
   * @param model as it is trained on
   * @param inherited of smaller networks
   * @param loss of a network, the lower the better
   */
  public WeightsWithin(
      WeightedNetwork model, InheritedWeights inherited, ToDoubleFunction<WeightedNetwork> loss) {
    this.model = model;
    this.inherited = inherited;
    this.loss = loss;
  }

  @Override
  public WeightedNetwork start(Network network, long seed) {
    return smaller(network) ? recent.of(network, this::better) : model;
  }

  private WeightedNetwork better(Network network) {
    WeightedNetwork shared = inherited.normalised(network);
    WeightedNetwork cut = inherited.within(SharedTensors.of(model.weights()), network);
    double allowed = loss.applyAsDouble(shared);
    boolean trained = inherited.untrained().isEmpty();
    return loss.applyAsDouble(cut) < (trained ? Math.max(allowed, MENDED * allowed) : allowed)
        ? cut
        : shared;
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
