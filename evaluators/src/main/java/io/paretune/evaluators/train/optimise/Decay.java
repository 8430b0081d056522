package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.Optional;

/** Weight decay: of kernels and matrices, but not of biases and normalisation. */
final class Decay {
  private final double rate;
  private final Optional<NDArray> decaying;
  private final long size;

  Decay(WeightArrays arrays, double rate) {
    this.rate = rate;
    this.size = arrays.decaying();
    this.decaying =
        rate > 0 && size > 0
            ? Optional.of(arrays.flat().get(new NDIndex().addSliceDim(0, size)))
            : Optional.empty();
  }

  /** Decoupled from the gradient: {@code w = w (1 - lr decay)}. */
  void shrink(double learningRate) {
    decaying.ifPresent(weights -> weights.muli((float) (1 - learningRate * rate)));
  }

  /**
   * As part of a gradient or a direction: {@code g = g + decay w}.
   *
   * @param gradient {@code float[n]}, in the step's memory
   */
  void addTo(NDArray gradient) {
    decaying.ifPresent(
        weights ->
            gradient
                .get(new NDIndex().addSliceDim(0, size))
                .addi(Moments.inStep(weights, gradient).duplicate().muli((float) rate)));
  }
}
