package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.List;
import java.util.Map;

/**
 * LAMB (You et al. 2020, arXiv:1904.00962, algorithm 2): Adam's direction {@code r} plus {@code
 * decay w}, and a step of {@code lr |w| / |r + decay w|} along it for every tensor. Biases and
 * normalisation neither decay nor scale their step, as in the authors' code; where a length is 0,
 * the ratio is 1.
 */
final class Lamb implements Optimiser {
  private static final double EPSILON = 1e-6;

  private final NDArray weights;
  private final List<TensorSpec> scaled;
  private final Moments moments;
  private final Decay decay;

  /**
   * @param manager owns the moments
   */
  Lamb(WeightArrays arrays, double weightDecay, NDManager manager) {
    this.weights = arrays.flat();
    this.scaled =
        arrays.trained().stream().filter(spec -> spec.role() == TensorSpec.Role.WEIGHT).toList();
    this.moments = new Moments(weights, EPSILON, manager);
    this.decay = new Decay(arrays, weightDecay);
  }

  @Override
  public Map<String, NDArray> memory() {
    return moments.memory();
  }

  @Override
  public void update(NDArray gradient, double learningRate, long step) {
    NDArray direction = moments.direction(gradient, step);
    decay.addTo(direction);
    NDArray now = Moments.inStep(weights, gradient);
    long from = 0;
    for (TensorSpec spec : scaled) {
      NDIndex own = new NDIndex().addSliceDim(from, from + spec.elements());
      NDArray part = direction.get(own);
      part.muli((float) ratio(length(now.get(own)), length(part)));
      from += spec.elements();
    }
    weights.subi(direction.muli((float) learningRate));
  }

  private static double ratio(double weight, double direction) {
    return weight > 0 && direction > 0 ? weight / direction : 1;
  }

  private static double length(NDArray array) {
    return Math.sqrt(array.square().sum().getFloat());
  }
}
