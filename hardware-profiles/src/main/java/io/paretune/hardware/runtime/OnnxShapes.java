package io.paretune.hardware.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.InputSize;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Input shapes of an ONNX model with the batch filled in. Pure. */
final class OnnxShapes {
  private OnnxShapes() {}

  /** The named unknown sizes that stand for the batch, with the batch as their value. */
  static Map<String, Long> symbols(String model, Map<String, NodeInfo> inputs, int batch) {
    Map<String, Long> symbols = new LinkedHashMap<>();
    for (NodeInfo input : inputs.values()) {
      TensorInfo tensor = tensor(model, input);
      resolved(model, input, batch);
      String[] names = tensor.getDimensionNames();
      if (names.length > 0 && tensor.getShape()[0] < 0 && !names[0].isEmpty()) {
        symbols.put(names[0], (long) batch);
      }
    }
    return symbols;
  }

  /**
   * The shape that an input gets.
   *
   * @throws HardwareException if a size other than the batch is open, or the batch is fixed at
   *     another
   */
  static long[] resolved(String model, NodeInfo input, int batch) {
    long[] shape = tensor(model, input).getShape().clone();
    if (shape.length == 0) {
      throw new HardwareException(
          "the model " + model + " takes a scalar '" + input.getName() + "'; a batch is needed");
    }
    String given = Arrays.toString(shape);
    if (shape[0] < 0) {
      shape[0] = batch;
    }
    if (shape[0] != batch) {
      throw new HardwareException(
          ("the model %s is fixed at batch %d, the profile asks for batch %d; set batch: %2$d or"
                  + " export it with an open batch")
              .formatted(model, shape[0], batch));
    }
    for (long size : shape) {
      if (size <= 0) {
        throw new HardwareException(
            ("the model %s leaves more than the batch open: input '%s' has shape %s; export it with"
                    + " fixed sizes")
                .formatted(model, input.getName(), given));
      }
    }
    return shape;
  }

  /**
   * One example of the only input; nothing if there are several, or more than the batch is open.
   */
  static Optional<InputSize> exampleSize(String model, Map<String, NodeInfo> inputs) {
    if (inputs.size() != 1) {
      return Optional.empty();
    }
    long[] shape = tensor(model, inputs.values().iterator().next()).getShape();
    List<Long> axes = Arrays.stream(shape).skip(1).boxed().toList();
    return axes.isEmpty() || axes.stream().anyMatch(axis -> axis < 1)
        ? Optional.empty()
        : Optional.of(new InputSize(axes));
  }

  static TensorInfo tensor(String model, NodeInfo value) {
    if (value.getInfo() instanceof TensorInfo tensor && OnnxFloats.holds(tensor.type)) {
      return tensor;
    }
    throw new HardwareException(
        "the model "
            + model
            + " has '"
            + value.getName()
            + "' of "
            + value.getInfo()
            + "; only tensors of floats can be measured");
  }
}
