package io.paretune.evaluators.train.forward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.paretune.evaluators.network.TensorSpec;
import java.util.Map;

/**
 * What is done to a weight on its way into the forward pass: nothing, a mask (pruning), a slice (an
 * elastic layer). It must be differentiable; gradients flow through it to the weight.
 */
@FunctionalInterface
public interface WeightTransform extends ForwardTransform {
  /**
   * The array to compute with.
   *
   * @param spec which tensor it is
   * @param weight its value, of shape {@code spec.shape()}
   */
  NDArray apply(TensorSpec spec, NDArray weight);

  @Override
  default NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
    return apply(spec, weight);
  }

  /**
   * Weights of convolutions and linear layers that are 0 stay 0, and so does their gradient: what
   * pruning has zeroed stays zero while the others are trained on.
   */
  static WeightTransform keepingZeros() {
    return (spec, weight) ->
        spec.role() == TensorSpec.Role.WEIGHT
            ? weight.mul(weight.neq(0).toType(DataType.FLOAT32, false))
            : weight;
  }

  /** Every weight as it is. */
  static WeightTransform identity() {
    return (spec, weight) -> weight;
  }
}
