package io.paretune.hardware.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.tensor.OnnxNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Input shapes of an ONNX model with the batch filled in. Pure. */
final class OnnxShapes {
  private OnnxShapes() {}

  /**
   * The shape that each input gets: the given one, else the declared one with the batch filled in.
   *
   * @throws HardwareException if inputs are given that the model does not have or not so, or sizes
   *     are open that are not given; all inputs are told
   */
  static Map<String, long[]> resolved(
      String model, Map<String, NodeInfo> inputs, int batch, Optional<InputSize> given) {
    List<InputSize.Named> named = given.map(InputSize::named).orElse(List.of());
    for (InputSize.Named one : named) {
      NodeInfo input = inputs.get(one.name());
      if (input == null || !fits(one.axes(), tensor(model, input).getShape())) {
        throw new HardwareException(
            "the model %s has the inputs %s, given were %s"
                .formatted(model, words(inputs), given.map(InputSize::text).orElse("none")));
      }
    }
    Map<String, long[]> shapes = new LinkedHashMap<>();
    inputs.forEach(
        (name, input) ->
            shapes.put(
                name,
                given
                    .flatMap(size -> size.of(name))
                    .map(one -> one.axes().stream().mapToLong(Long::longValue).toArray())
                    .orElseGet(
                        () ->
                            inputs.size() == 1
                                ? resolved(model, input, batch)
                                : ofSeveral(model, inputs, input, batch))));
    return shapes;
  }

  private static boolean fits(List<Long> axes, long[] declared) {
    boolean fits = axes.size() == declared.length;
    for (int a = 0; fits && a < declared.length; a++) {
      fits = declared[a] < 0 || declared[a] == axes.get(a);
    }
    return fits;
  }

  /** One of several inputs: only its first axis is taken for the batch. */
  private static long[] ofSeveral(
      String model, Map<String, NodeInfo> inputs, NodeInfo input, int batch) {
    long[] shape = tensor(model, input).getShape().clone();
    for (int a = 0; a < shape.length; a++) {
      if (shape[a] < 0 && a > 0) {
        throw new HardwareException(
            "the model %s has the inputs %s; say the open sizes: --input %s=1x..."
                .formatted(model, words(inputs), input.getName()));
      }
      shape[a] = shape[a] < 0 ? batch : shape[a];
    }
    return shape;
  }

  private static String words(Map<String, NodeInfo> inputs) {
    List<String> words = new ArrayList<>();
    inputs.forEach(
        (name, input) ->
            words.add(
                input.getInfo() instanceof TensorInfo tensor
                    ? name + " " + tensor.type + Arrays.toString(tensor.getShape())
                    : name));
    return words.toString();
  }

  /** The named unknown sizes with their values. */
  static Map<String, Long> symbols(
      String model, Map<String, NodeInfo> inputs, Map<String, long[]> shapes) {
    Map<String, Long> symbols = new LinkedHashMap<>();
    inputs.forEach(
        (name, input) -> {
          TensorInfo tensor = tensor(model, input);
          long[] shape = shapes.getOrDefault(name, tensor.getShape());
          String[] names = tensor.getDimensionNames();
          for (int a = 0; a < names.length && a < shape.length; a++) {
            if (tensor.getShape()[a] < 0 && !names[a].isEmpty()) {
              symbols.putIfAbsent(names[a], shape[a]);
            }
          }
        });
    return symbols;
  }

  /**
   * The shape that an input gets.
   *
   * @throws HardwareException if a size other than the batch is open, or the batch is fixed at
   *     another
   */
  private static long[] resolved(String model, NodeInfo input, int batch) {
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
            ("the model %s leaves more than the batch open: input '%s' has shape %s; give its size"
                    + " with --input %s=..., or export it with fixed sizes")
                .formatted(model, input.getName(), given, input.getName()));
      }
    }
    return shape;
  }

  /**
   * One example of the only input; nothing if there are several, or more than the batch is open.
   */
  static Optional<InputSize> exampleSize(Map<String, NodeInfo> inputs) {
    if (inputs.size() != 1
        || !(inputs.values().iterator().next().getInfo() instanceof TensorInfo tensor)) {
      return Optional.empty();
    }
    long[] shape = tensor.getShape();
    List<Long> axes = Arrays.stream(shape).skip(1).boxed().toList();
    return axes.isEmpty() || axes.stream().anyMatch(axis -> axis < 1)
        ? Optional.empty()
        : Optional.of(new InputSize(axes));
  }

  static TensorInfo tensor(String model, NodeInfo value) {
    if (value.getInfo() instanceof TensorInfo tensor && OnnxNumbers.holds(tensor.type)) {
      return tensor;
    }
    throw new HardwareException(
        "the model "
            + model
            + " has '"
            + value.getName()
            + "' of "
            + value.getInfo()
            + "; only tensors of floats, whole numbers and truth values can be measured");
  }
}
