package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.compress.rewrite.TrainableModel;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.TrainingSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The weights that a model came with, which are trained already: they want fine-tuning only where
 * something was taken from the network. A model published without its normalisations gets them
 * back, so that it can be trained on.
 */
public final class GivenWeights implements WeightSource {

  /** Enough for the statistics of every channel to be those of training. */
  private static final int UNFOLDING_IMAGES = 256;

  private final Weights weights;
  private final TrainSplit images;
  private final int threads;
  private @Nullable WeightedNetwork prepared;

  /**
   * @param images shown to the model for its normalisations
   * @param threads native threads for that
   */
  public GivenWeights(Weights weights, TrainSplit images, int threads) {
    this.weights = weights;
    this.images = images;
    this.threads = threads;
  }

  @Override
  public WeightedNetwork start(Network network, long seed) {
    if (prepared == null) {
      prepared =
          TrainableModel.of(
              new WeightedNetwork(network, weights),
              images.head().scale().inverse(),
              images.sample(UNFOLDING_IMAGES),
              threads);
    }
    return prepared;
  }

  @Override
  public Optional<TrainingSettings> training(TrainingSettings usual, int spareEpochs, boolean cut) {
    return cut && spareEpochs > 0 ? Optional.of(usual.fineTuning(spareEpochs)) : Optional.empty();
  }
}
