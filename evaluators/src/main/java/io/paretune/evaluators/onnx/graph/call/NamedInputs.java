package io.paretune.evaluators.onnx.graph.call;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.robustness.Corruption;
import io.paretune.hardware.runtime.tensor.OnnxNumbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Calls of a model: arrays of NumPy that are called as its inputs are. A file {@code .npz} is a
 * call; a file {@code .npy} is one of a model with a single input; a folder of such files is one a
 * file; an image is one of a model of images.
 */
public final class NamedInputs {

  private final CallSource calls;

  private NamedInputs(CallSource calls) {
    this.calls = calls;
  }

  /** Calls whose arrays are at hand, by the inputs' names. */
  public static NamedInputs of(List<Map<String, NumpyArray>> calls) {
    return new NamedInputs(CallSource.of(calls));
  }

  /**
   * Calls of files, which are read when they are asked for.
   *
   * @param preprocessing how pixels of images become numbers
   * @param most of the files that are looked at, evenly of all
   * @throws IllegalArgumentException if there are none: one line
   */
  public static NamedInputs read(Path path, Preprocessing preprocessing, int most) {
    List<Path> files = files(path);
    List<Path> images = evenly(files.stream().filter(Images::recognises).toList(), most);
    List<Path> arrays = evenly(files.stream().filter(NamedInputs::holdsArrays).toList(), most);
    if (!images.isEmpty() && !arrays.isEmpty()) {
      throw new DataException(path.toString(), "arrays or images", "both");
    }
    if (images.isEmpty() && arrays.isEmpty()) {
      throw new DataException(
          path.toString(), "files .npz or .npy, or images " + Images.FORMATS, "none of these");
    }
    return images.isEmpty()
        ? new NamedInputs(new ArrayFiles(arrays))
        : new NamedInputs(new ImageCalls(images, preprocessing));
  }

  private static List<Path> evenly(List<Path> files, int most) {
    int count = Math.min(most, files.size());
    return IntStream.range(0, count)
        .mapToObj(i -> files.get((int) ((long) i * files.size() / count)))
        .toList();
  }

  private static boolean holdsArrays(Path file) {
    return file.toString().endsWith(".npz") || file.toString().endsWith(".npy");
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | UncheckedIOException unreadable) {
      throw new DataException(
          path.toString(),
          "a readable folder",
          String.valueOf(unreadable.getMessage()),
          unreadable);
    }
  }

  /**
   * The arrays in a file {@code .npz} by name, or that of a file {@code .npy} without one.
   *
   * @throws IllegalArgumentException if it is not sound, or holds more than 1 GiB: one line
   */
  public static Map<String, NumpyArray> arrays(Path file) {
    return ArrayFiles.read(file);
  }

  /** Every other call, the first included: for ranges, while others are judged on the rest. */
  public NamedInputs even() {
    return everyOther(0, (size() + 1) / 2);
  }

  /** The calls that {@link #even()} leaves; the only one if there is but one. */
  public NamedInputs odd() {
    return size() == 1 ? this : everyOther(1, size() / 2);
  }

  private NamedInputs everyOther(int first, int count) {
    return new NamedInputs(calls.everyOther(first, count));
  }

  /** The same calls of corrupted images; empty if they are no images. */
  public Optional<NamedInputs> corrupted(Corruption corruption) {
    return calls.corrupted(corruption).map(NamedInputs::new);
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
    Map<String, NumpyArray> arrays = named(calls.arrays(call, declared), declared);
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    if (!declared.keySet().containsAll(arrays.keySet())) {
      throw unlike(declared, words(arrays));
    }
    try {
      for (NodeInfo input : declared.values()) {
        NumpyArray array = arrays.get(input.getName());
        if (array == null
            || array.isText()
            || !(input.getInfo() instanceof TensorInfo tensor)
            || !fits(array, tensor)) {
          throw unlike(declared, words(arrays));
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

  private static List<String> words(Map<String, NumpyArray> arrays) {
    List<String> words = new ArrayList<>();
    arrays.forEach((name, array) -> words.add((name + " " + array.shape()).strip()));
    return words;
  }

  static IllegalArgumentException unlike(Map<String, NodeInfo> declared, List<String> given) {
    List<String> wanted = new ArrayList<>();
    declared.forEach(
        (name, input) ->
            wanted.add(
                input.getInfo() instanceof TensorInfo tensor
                    ? name + " " + tensor.type + Arrays.toString(tensor.getShape())
                    : name));
    return new IllegalArgumentException(
        "the arrays must be the model's inputs %s, got %s".formatted(wanted, given));
  }

  private static OnnxTensor tensor(OrtEnvironment environment, OnnxJavaType type, NumpyArray array)
      throws OrtException {
    long[] shape = array.shape().stream().mapToLong(Integer::longValue).toArray();
    return OnnxNumbers.tensor(environment, type, shape, Math.toIntExact(array.size()), array::at);
  }
}
