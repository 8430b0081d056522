package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980), with weight decay as part of the gradient, {@code g +
 * decay w}, as PyTorch's {@code torch.optim.Adam} has it; for weights but not for biases and
 * normalisation.
 */
final class Adam implements Optimiser {
  private static final double EPSILON = 1e-8;

  private final Moments moments;
  private final double weightDecay;

  /**
   * @param manager owns the moments
   */
  Adam(WeightArrays arrays, double weightDecay, NDManager manager) {
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
            gradient.addi(Moments.inStep(weight, gradient).duplicate().muli((float) weightDecay));
          }
          weight.subi(moments.direction(spec, gradient).muli((float) learningRate));
        });
  }
}
