package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2):
 * first {@code w = w (1 - lr decay)}, for weights but not for biases and normalisation, then Adam's
 * step.
 */
final class AdamW implements Optimiser {
  private static final double EPSILON = 1e-8;

  private final NDArray weights;
  private final Moments moments;
  private final Decay decay;

  /**
   * @param manager owns the moments
   */
  AdamW(WeightArrays arrays, double weightDecay, NDManager manager) {
    this.weights = arrays.flat();
    this.moments = new Moments(weights, EPSILON, manager);
    this.decay = new Decay(arrays, weightDecay);
  }

  @Override
  public Map<String, NDArray> memory() {
    return moments.memory();
  }

  @Override
  public void update(NDArray gradient, double learningRate, long step) {
    decay.shrink(learningRate);
    weights.subi(moments.direction(gradient, step).muli((float) learningRate));
  }
}
