package io.paretune.hardware.runtime.batch;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.profile.InputSize;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A network file that runs batches of examples: one input {@code [batch, ...]} of floats, or of
 * whole numbers such as the ids of tokens. Holds native memory until closed. One thread at a time.
 */
public interface BatchModel extends AutoCloseable {

  /** The most examples that {@link #logits} runs at once. */
  int BATCH = 64;

  /**
   * An ONNX file by ONNX Runtime, all graph optimisations on.
   *
   * @throws ModelRefusedException if the engine refuses it
   * @throws HardwareException if the device cannot be used
   * @throws IllegalArgumentException if it has another number of inputs, or more than its batch is
   *     open
   */
  static BatchModel onnx(byte[] file, Placement where) {
    return OnnxBatches.open(
        "of %d bytes".formatted(file.length),
        where,
        options -> {},
        (environment, options) -> environment.createSession(file, options));
  }

  /** As {@link #onnx(byte[], Placement)}, on threads of the processor. */
  static BatchModel onnx(byte[] file, int threads) {
    return onnx(file, Placement.cpu(threads));
  }

  /**
   * As {@link #onnx(byte[], Placement)}, of a file whose tensors may lie in other files. Where
   * those lie is the file's word: the caller checks it.
   */
  static BatchModel onnx(Path file, Placement where) {
    return OnnxBatches.open(
        file.toString(),
        where,
        options -> {},
        (environment, options) -> environment.createSession(file.toString(), options));
  }

  /** As {@link #onnx(Path, Placement)}, on threads of the processor. */
  static BatchModel onnx(Path file, int threads) {
    return onnx(file, Placement.cpu(threads));
  }

  /**
   * Has ONNX Runtime write down the graph that it will really run.
   *
   * @param written where it writes the optimised model
   */
  static void optimise(byte[] file, int threads, Path written) {
    OnnxBatches.open(
            "of %d bytes".formatted(file.length),
            Placement.cpu(threads),
            options -> options.setOptimizedModelFilePath(written.toString()),
            (environment, options) -> environment.createSession(file, options))
        .close();
  }

  /**
   * A TorchScript file by PyTorch, in inference mode.
   *
   * @param example the size of one, which such a file does not tell
   * @throws ModelRefusedException if the engine refuses it
   * @throws HardwareException if it cannot be read, or the device cannot be used
   */
  static BatchModel torchScript(Path file, InputSize example, Placement where) {
    return TorchBatches.open(file, example, where);
  }

  /** As {@link #torchScript(Path, InputSize, Placement)}, on the processor. */
  static BatchModel torchScript(Path file, InputSize example) {
    return torchScript(file, example, Placement.cpu(1));
  }

  /** As {@link #torchScript(Path, InputSize)}, of a file's content. */
  static BatchModel torchScript(byte[] file, InputSize example) {
    return TorchBatches.open(file, example, Placement.cpu(1));
  }

  /** The axes of the input: the batch first, -1 where that is free. */
  List<Long> inputAxes();

  /** Values of one example. */
  default int elements() {
    return Math.toIntExact(inputAxes().stream().skip(1).reduce(1L, Math::multiplyExact));
  }

  /**
   * Runs one batch and gives every output that holds floats.
   *
   * @param examples {@code count * elements} values
   * @return by output name in the file's order, {@code float[count * elements of the output]}
   * @throws ModelRefusedException if the engine fails on it
   * @throws IllegalArgumentException if no output holds floats
   */
  Map<String, float[]> run(FloatBuffer examples, int count);

  /**
   * The first output of floats for several examples, in batches of at most {@value #BATCH}.
   *
   * @param examples {@code float[n][elements]}
   * @return {@code float[n][elements of the output]}
   * @throws ModelRefusedException if the engine fails on them
   */
  default float[][] logits(float[][] examples) {
    int elements = elements();
    float[][] all = new float[examples.length][];
    for (int from = 0; from < examples.length; from += BATCH) {
      int count = Math.min(BATCH, examples.length - from);
      FloatBuffer batch = FloatBuffer.allocate(Math.multiplyExact(count, elements));
      for (int i = 0; i < count; i++) {
        if (examples[from + i].length != elements) {
          throw new IllegalArgumentException(
              "an example must have %d values, got %d (example %d)"
                  .formatted(elements, examples[from + i].length, from + i));
        }
        batch.put(examples[from + i]);
      }
      float[] flat = run(batch.flip(), count).values().iterator().next();
      int each = flat.length / count;
      for (int i = 0; i < count; i++) {
        all[from + i] = Arrays.copyOfRange(flat, i * each, (i + 1) * each);
      }
    }
    return all;
  }

  @Override
  void close();
}
