package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2):
 * first {@code w = w (1 - lr decay)}, for weights but not for biases and normalisation, then Adam's
 * step.
 */
final class AdamW implements Optimiser {
  private static final double EPSILON = 1e-8;

  private final Moments moments;
  private final double weightDecay;

  /**
   * @param manager owns the moments
   */
  AdamW(WeightArrays arrays, double weightDecay, NDManager manager) {
    this.moments = new Moments(arrays, EPSILON, manager);
    this.weightDecay = weightDecay;
  }

  @Override
  public Map<String, NDArray> memory() {
    return moments.memory();
  }

  @Override
  public void update(Map<String, NDArray> leaves, double learningRate, long step) {
    moments.step(
        leaves,
        step,
        (spec, weight, gradient) -> {
          if (weightDecay > 0 && spec.role() == TensorSpec.Role.WEIGHT) {
            weight.muli((float) (1 - learningRate * weightDecay));
          }
          weight.subi(moments.direction(spec, gradient).muli((float) learningRate));
        });
  }
}
