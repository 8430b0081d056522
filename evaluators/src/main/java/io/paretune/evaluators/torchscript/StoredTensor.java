package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.hardware.deployment.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * How a tensor lies in a file. Kernels of convolutions lie channels last (output, row, column,
 * input), which is the order that PyTorch's CPU kernels want at batch 1; its shape is the same as
 * ever, only the strides tell.
 *
 * @param spec name, shape and role
 * @param precision format of the values
 */
record StoredTensor(TensorSpec spec, Precision precision) {

  private static final Set<Role> COMPUTED = Set.of(Role.WEIGHT, Role.BIAS, Role.TABLE, Role.SCORES);

  private static final int KERNEL_AXES = 4;
  private static final List<Integer> CHANNELS_LAST = List.of(0, 2, 3, 1);

  /**
   * A tensor of a file that computes in this precision; parameters of normalisations and of affine
   * maps stay in 32 bits.
   */
  static StoredTensor of(TensorSpec spec, Precision precision) {
    boolean computed = COMPUTED.contains(spec.role());
    return new StoredTensor(spec, computed ? precision : Precision.FLOAT32);
  }

  /** The axes of the shape in the order in which they lie, the slowest first. */
  private List<Integer> order() {
    int rank = spec.shape().size();
    if (rank == KERNEL_AXES) {
      return CHANNELS_LAST;
    }
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      order.add(axis);
    }
    return order;
  }

  /** For each axis of the shape, how many values further the next index lies. */
  List<Integer> strides() {
    List<Integer> strides = new ArrayList<>(Collections.nCopies(spec.shape().size(), 1));
    int stride = 1;
    List<Integer> order = order();
    for (int i = order.size() - 1; i >= 0; i--) {
      strides.set(order.get(i), stride);
      stride *= spec.shape().get(order.get(i));
    }
    return strides;
  }

  /**
   * The values, little-endian.
   *
   * @throws IllegalArgumentException if a finite value has no finite neighbour in the precision
   */
  byte[] encode(Tensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(precision.width(), tensor.size()))
            .order(ByteOrder.LITTLE_ENDIAN);
    TensorStorage storage = TensorStorage.of(precision);
    List<Integer> strides = strides();
    int[] shape = spec.dimensions();
    int[] index = new int[shape.length];
    for (int i = 0; i < tensor.size(); i++) {
      int place = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        place += index[axis] * strides.get(axis);
      }
      storage.put(bytes, place * precision.width(), finite(tensor.at(i)));
      for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return bytes.array();
  }

  private float finite(float value) {
    if (Float.isFinite(value) && Math.abs(value) >= TensorStorage.of(precision).overflow()) {
      throw new IllegalArgumentException(
          "weights must stay finite in %s, got %s (tensor '%s'); use another precision"
              .formatted(precision, value, spec.name()));
    }
    return value;
  }
}
