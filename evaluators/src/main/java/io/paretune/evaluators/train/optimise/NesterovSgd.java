package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with Nesterov momentum (Sutskever et al. 2013, in PyTorch's form:
 * {@code v = mu v + g; w = w - lr (g + mu v)}) and decoupled weight decay (Loshchilov and Hutter
 * 2019, arXiv:1711.05101, algorithm 1): first {@code w = w (1 - lr decay)}, for weights but not for
 * biases and normalisation.
 *
 * <p>Everything is in place, on the weights, the velocities and the gradients: an update allocates
 * nothing.
 */
final class NesterovSgd implements Optimiser {
  private final WeightArrays weights;
  private final float momentum;
  private final double weightDecay;
  private final Map<String, NDArray> velocities = new LinkedHashMap<>();

  /**
   * @param manager owns the velocities
   */
  NesterovSgd(WeightArrays weights, double momentum, double weightDecay, NDManager manager) {
    this.weights = weights;
    this.momentum = (float) momentum;
    this.weightDecay = weightDecay;
    for (TensorSpec spec : weights.specs()) {
      if (spec.role().trainable()) {
        velocities.put(spec.name(), manager.zeros(weights.get(spec).getShape()));
      }
    }
  }

  @Override
  public Map<String, NDArray> memory() {
    Map<String, NDArray> memory = new LinkedHashMap<>();
    velocities.forEach((name, array) -> memory.put(name + ".velocity", array));
    return memory;
  }

  @Override
  public void update(Map<String, NDArray> leaves, double learningRate, long step) {
    for (TensorSpec spec : weights.specs()) {
      NDArray velocity = velocities.get(spec.name());
      NDArray leaf = leaves.get(spec.name());
      if (velocity == null || leaf == null) {
        continue;
      }
      NDArray weight = weights.get(spec);
      NDArray gradient = leaf.getGradient();
      if (weightDecay > 0 && spec.role() == TensorSpec.Role.WEIGHT) {
        weight.muli((float) (1 - learningRate * weightDecay));
      }
      if (momentum == 0) {
        weight.subi(gradient.muli((float) learningRate));
        continue;
      }
      velocity.muli(momentum).addi(gradient);
      // lr (g + mu v), written as mu lr (g / mu + v) so that it can be done within the gradient's
      // memory.
      gradient.divi(momentum).addi(velocity).muli((float) (learningRate * momentum));
      weight.subi(gradient);
    }
  }
}
