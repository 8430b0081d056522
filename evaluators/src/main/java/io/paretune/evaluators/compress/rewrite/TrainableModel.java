package io.paretune.evaluators.compress.rewrite;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.OutputScale;

/**
 * A published model as it is trained on: it puts out what a loss reads ({@link ScaledOutput}), and
 * a normalisation stands behind every convolution ({@link UnfoldBatchNorm}). The function stays.
 */
public final class TrainableModel {

  private TrainableModel() {}

  /**
   * The model with its weights.
   *
   * @param scale from the model's unit to that of the loss
   * @param images {@code float[n][elements]}, preprocessed, n at least 1; a few hundred suffice
   * @param threads threads to run on
   */
  public static WeightedNetwork of(
      WeightedNetwork model, OutputScale scale, float[][] images, int threads) {
    return UnfoldBatchNorm.unfold(ScaledOutput.of(model, scale), images, threads);
  }

  /** The graph that it has, whatever the weights. */
  public static Network structure(Network network, OutputScale scale) {
    return UnfoldBatchNorm.structure(ScaledOutput.structure(network, scale));
  }
}
