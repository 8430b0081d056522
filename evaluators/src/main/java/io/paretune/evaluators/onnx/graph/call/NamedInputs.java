package io.paretune.evaluators.onnx.graph.call;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.hardware.runtime.OnnxFloats;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Calls of a model: arrays of NumPy that are called as its inputs are. A file {@code .npz} is a
 * call; a file {@code .npy} is one of a model with a single input; a folder of such files is one a
 * file.
 */
public final class NamedInputs {

  private final List<Map<String, NumpyArray>> calls;

  private NamedInputs(List<Map<String, NumpyArray>> calls) {
    this.calls = List.copyOf(calls);
  }

  /** Calls whose arrays are at hand, by the inputs' names. */
  public static NamedInputs of(List<Map<String, NumpyArray>> calls) {
    return new NamedInputs(calls);
  }

  /**
   * Reads files.
   *
   * @throws IllegalArgumentException if there are none, or one is not sound: one line
   */
  public static NamedInputs read(Path path) {
    List<Map<String, NumpyArray>> calls = new ArrayList<>();
    for (Path file : files(path)) {
      calls.add(arrays(file));
    }
    if (calls.isEmpty()) {
      throw new DataException(path.toString(), "files .npz or .npy", "none");
    }
    return new NamedInputs(calls);
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(
              file -> file.toString().endsWith(".npz") || file.toString().endsWith(".npy"))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new DataException(
          path.toString(),
          "a readable folder",
          String.valueOf(unreadable.getMessage()),
          unreadable);
    }
  }

  private static Map<String, NumpyArray> arrays(Path file) {
    if (!file.toString().endsWith(".npz")) {
      return Map.of("", NumpyArray.read(file.toString(), DataFile.of(file).bytes()));
    }
    Map<String, NumpyArray> arrays = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName().replaceAll("\\.npy$", "");
        try (InputStream content = zip.getInputStream(entry)) {
          arrays.put(name, NumpyArray.read(file + ": " + name, content.readAllBytes()));
        }
      }
    } catch (IOException unsound) {
      throw new DataException(
          file.toString(), "arrays of NumPy (.npz)", String.valueOf(unsound.getMessage()), unsound);
    }
    return arrays;
  }

  /** How many there are. */
  public int size() {
    return calls.size();
  }

  /**
   * The tensors of a call, to be closed.
   *
   * @param declared the model's inputs
   * @throws IllegalArgumentException if the arrays are others: both lists, side by side
   */
  Map<String, OnnxTensor> tensors(
      OrtEnvironment environment, Map<String, NodeInfo> declared, int call) throws OrtException {
    Map<String, NumpyArray> arrays = named(calls.get(call), declared);
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (NodeInfo input : declared.values()) {
        NumpyArray array = arrays.get(input.getName());
        if (array == null
            || array.isText()
            || !(input.getInfo() instanceof TensorInfo tensor)
            || !fits(array, tensor)) {
          throw unlike(declared, arrays);
        }
        tensors.put(input.getName(), tensor(environment, tensor.type, array));
      }
      return tensors;
    } catch (OrtException | RuntimeException refused) {
      tensors.values().forEach(OnnxTensor::close);
      throw refused;
    }
  }

  private static Map<String, NumpyArray> named(
      Map<String, NumpyArray> arrays, Map<String, NodeInfo> declared) {
    NumpyArray only = arrays.get("");
    return only != null && declared.size() == 1
        ? Map.of(declared.keySet().iterator().next(), only)
        : arrays;
  }

  private static boolean fits(NumpyArray array, TensorInfo tensor) {
    long[] axes = tensor.getShape();
    boolean fits = axes.length == array.shape().size();
    for (int a = 0; a < axes.length && fits; a++) {
      fits = axes[a] < 0 || axes[a] == array.shape().get(a);
    }
    return fits;
  }

  private static IllegalArgumentException unlike(
      Map<String, NodeInfo> declared, Map<String, NumpyArray> arrays) {
    List<String> wanted = new ArrayList<>();
    declared.forEach(
        (name, input) ->
            wanted.add(
                input.getInfo() instanceof TensorInfo tensor
                    ? name + " " + tensor.type + Arrays.toString(tensor.getShape())
                    : name));
    List<String> given = new ArrayList<>();
    arrays.forEach((name, array) -> given.add((name + " " + array.shape()).strip()));
    return new IllegalArgumentException(
        "the arrays must be the model's inputs %s, got %s".formatted(wanted, given));
  }

  /** A whole number of a type's range: what is none would be read as another number. */
  private static long whole(NumpyArray array, int i, OnnxJavaType type, long low, long high) {
    double value = array.at(i);
    if (value != Math.rint(value) || value < low || value > high) {
      throw new IllegalArgumentException(
          "the array for an input of %s must hold whole numbers from %d to %d, got %s"
              .formatted(type, low, high, value));
    }
    return (long) value;
  }

  private static OnnxTensor tensor(OrtEnvironment environment, OnnxJavaType type, NumpyArray array)
      throws OrtException {
    int count = Math.toIntExact(array.size());
    long[] shape = array.shape().stream().mapToLong(Integer::longValue).toArray();
    if (OnnxFloats.holds(type)) {
      FloatBuffer values = FloatBuffer.allocate(count);
      for (int i = 0; i < count; i++) {
        values.put(i, (float) array.at(i));
      }
      return OnnxFloats.tensor(environment, values, type, shape);
    }
    switch (type) {
      case INT64 -> {
        LongBuffer values = LongBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
          values.put(i, whole(array, i, type, Long.MIN_VALUE, Long.MAX_VALUE));
        }
        return OnnxTensor.createTensor(environment, values, shape);
      }
      case INT32 -> {
        IntBuffer values = IntBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
          values.put(i, (int) whole(array, i, type, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        return OnnxTensor.createTensor(environment, values, shape);
      }
      case INT8, UINT8, BOOL -> {
        long low = type == OnnxJavaType.INT8 ? Byte.MIN_VALUE : 0;
        long high =
            type == OnnxJavaType.INT8 ? Byte.MAX_VALUE : type == OnnxJavaType.BOOL ? 1 : 255;
        ByteBuffer values = ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
          values.put(i, (byte) whole(array, i, type, low, high));
        }
        return OnnxTensor.createTensor(environment, values, shape, type);
      }
      default ->
          throw new IllegalArgumentException(
              "inputs may be floats, integers of 8, 32 and 64 bits and truth values, got " + type);
    }
  }
}
