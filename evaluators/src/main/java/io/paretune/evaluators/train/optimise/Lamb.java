package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.Map;

/**
 * LAMB (You et al. 2020, arXiv:1904.00962, algorithm 2): Adam's direction {@code r} plus {@code
 * decay w}, and a step of {@code lr |w| / |r + decay w|} along it for every tensor. Biases and
 * normalisation neither decay nor scale their step, as in the authors' code; where a length is 0,
 * the ratio is 1.
 */
final class Lamb implements Optimiser {
  private static final double EPSILON = 1e-6;

  private final Moments moments;
  private final double weightDecay;

  /**
   * @param manager owns the moments
   */
  Lamb(WeightArrays arrays, double weightDecay, NDManager manager) {
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
          NDArray direction = moments.direction(spec, gradient);
          double ratio = 1;
          if (spec.role() == TensorSpec.Role.WEIGHT) {
            NDArray now = Moments.inStep(weight, gradient);
            direction.addi(now.duplicate().muli((float) weightDecay));
            ratio = ratio(length(now), length(direction));
          }
          weight.subi(direction.muli((float) (learningRate * ratio)));
        });
  }

  private static double ratio(double weight, double direction) {
    return weight > 0 && direction > 0 ? weight / direction : 1;
  }

  private static double length(NDArray array) {
    return Math.sqrt(array.square().sum().getFloat());
  }
}
