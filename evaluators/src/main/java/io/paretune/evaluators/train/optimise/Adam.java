package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980), with weight decay as part of the gradient, {@code g +
 * decay w}, as PyTorch's {@code torch.optim.Adam} has it; for weights but not for biases and
 * normalisation.
 */
final class Adam implements Optimiser {
  private static final double EPSILON = 1e-8;

  private final NDArray weights;
  private final Moments moments;
  private final Decay decay;

  /**
   * @param manager owns the moments
   */
  Adam(WeightArrays arrays, double weightDecay, NDManager manager) {
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
    decay.addTo(gradient);
    weights.subi(moments.direction(gradient, step).muli((float) learningRate));
  }
}
