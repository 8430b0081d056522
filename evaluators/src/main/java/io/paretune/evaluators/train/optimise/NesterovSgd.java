package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.train.forward.WeightArrays;
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
  private final NDArray weights;
  private final Decay decay;
  private final float momentum;
  private final NDArray velocity;

  /**
   * @param manager owns the velocity
   */
  NesterovSgd(WeightArrays arrays, double momentum, double weightDecay, NDManager manager) {
    this.weights = arrays.flat();
    this.decay = new Decay(arrays, weightDecay);
    this.momentum = (float) momentum;
    this.velocity = manager.zeros(weights.getShape());
  }

  @Override
  public Map<String, NDArray> memory() {
    return Map.of("velocity", velocity);
  }

  @Override
  public void update(NDArray gradient, double learningRate, long step) {
    decay.shrink(learningRate);
    if (momentum == 0) {
      weights.subi(gradient.muli((float) learningRate));
      return;
    }
    velocity.muli(momentum).addi(gradient);
    // lr (g + mu v), written as mu lr (g / mu + v) so that it can be done within the gradient's
    // memory.
    gradient.divi(momentum).addi(velocity).muli((float) (learningRate * momentum));
    weights.subi(gradient);
  }
}
