package io.paretune.evaluators.train;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.network.TensorSpec;

/**
 * What is done to a weight on its way into the forward pass: nothing, a mask (pruning), a slice (an
 * elastic layer) or fake quantisation. It must be differentiable; gradients flow through it to the
 * weight.
 */
@FunctionalInterface
public interface WeightTransform {
  /**
   * The array to compute with.
   *
   * @param spec which tensor it is
   * @param weight its value, of shape {@code spec.shape()}
   */
  NDArray apply(TensorSpec spec, NDArray weight);

  /** Every weight as it is. */
  static WeightTransform identity() {
    return (spec, weight) -> weight;
  }
}
