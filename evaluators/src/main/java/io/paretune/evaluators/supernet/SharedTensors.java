package io.paretune.evaluators.supernet;

import io.paretune.evaluators.network.MappedWeights;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** The tensors that all parts share, wherever they lie. */
@FunctionalInterface
public interface SharedTensors {

  /**
   * The values of a tensor, row by row, from position 0.
   *
   * @param shape what is expected
   * @throws IllegalArgumentException if there is no such tensor, or it has another shape
   */
  FloatBuffer values(String name, List<Integer> shape);

  /** Tensors in memory. */
  static SharedTensors of(Weights weights) {
    return (name, shape) -> {
      Tensor tensor = weights.get(name);
      require(name, shape, Arrays.stream(tensor.shape()).boxed().toList());
      return tensor.buffer();
    };
  }

  /** Tensors in a file that all processes of this machine look at, without a copy each. */
  static SharedTensors of(MappedWeights weights) {
    return (name, shape) -> {
      require(name, shape, weights.shape(name));
      return weights.values(name);
    };
  }

  private static void require(String name, List<Integer> shape, List<Integer> found) {
    if (!found.equals(shape)) {
      throw new IllegalArgumentException(
          "a shared tensor must have the shape %s, got %s (tensor '%s')"
              .formatted(shape, found, name));
    }
  }
}
