package io.paretune.evaluators.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.paretune.evaluators.network.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A TorchScript classifier on PyTorch's CPU kernels, in inference mode: one float input {@code
 * [batch, ...]}, one float output {@code [batch, classes]}. Runs in batches of at most {@value
 * #BATCH}, on the process's native threads ({@code OMP_NUM_THREADS}). Owns native memory: close it.
 * One thread at a time.
 */
public final class TorchScriptClassifier implements AutoCloseable {

  private static final int BATCH = 64;

  /** Weights that were saved on a GPU come to the processor. */
  private static final Map<String, String> OPTIONS = Map.of("mapLocation", "true");

  private final Model model;
  private final Shape input;
  private final ParameterStore parameters;

  private TorchScriptClassifier(Model model, Shape input) {
    this.model = model;
    this.input = input;
    this.parameters = new ParameterStore(model.getNDManager(), false);
  }

  /**
   * Loads a model file.
   *
   * @param input shape of one example, which such a file does not tell
   * @throws TorchScriptException if PyTorch refuses it
   * @throws UncheckedIOException if it cannot be read
   */
  public static TorchScriptClassifier open(Path file, Shape input) {
    if (!Files.isReadable(file)) {
      throw new UncheckedIOException(new NoSuchFileException(file + ": cannot read the model"));
    }
    // not as a stream, which DJL would write to a directory that a killed process leaves behind
    return open(
        model ->
            model.load(
                file.toAbsolutePath().getParent(), String.valueOf(file.getFileName()), OPTIONS),
        file.toString(),
        input);
  }

  /**
   * Loads a model from bytes.
   *
   * @param input shape of one example, which such a file does not tell
   * @throws TorchScriptException if PyTorch refuses it
   */
  public static TorchScriptClassifier open(byte[] file, Shape input) {
    return open(
        model -> model.load(new ByteArrayInputStream(file)),
        "of %d bytes".formatted(file.length),
        input);
  }

  private static TorchScriptClassifier open(Loading loading, String what, Shape input) {
    Model model = Model.newInstance("network", Device.cpu(), "PyTorch");
    try {
      loading.into(model);
      return new TorchScriptClassifier(model, input);
    } catch (EngineException | MalformedModelException | IOException e) {
      model.close();
      throw new TorchScriptException("cannot load a model " + what, e);
    }
  }

  /**
   * The class scores of several examples.
   *
   * @param examples {@code float[n][elements]}
   * @return {@code float[n][classes]}
   * @throws TorchScriptException if PyTorch fails
   */
  public float[][] logits(float[][] examples) {
    int elements = input.elements();
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
      float[] flat = run(batch.flip(), count);
      int classes = flat.length / count;
      for (int i = 0; i < count; i++) {
        all[from + i] = Arrays.copyOfRange(flat, i * classes, (i + 1) * classes);
      }
    }
    return all;
  }

  /**
   * Runs one batch.
   *
   * @param examples {@code count * elements} values
   * @return {@code float[count * classes]}
   * @throws TorchScriptException if PyTorch fails
   */
  public float[] run(FloatBuffer examples, int count) {
    try (NDManager step = model.getNDManager().newSubManager()) {
      NDArray batch = step.create(examples, batchShape(count));
      return model
          .getBlock()
          .forward(parameters, new NDList(batch), false)
          .singletonOrThrow()
          .toFloatArray();
    } catch (EngineException e) {
      throw new TorchScriptException("cannot run the model on %d examples".formatted(count), e);
    }
  }

  private ai.djl.ndarray.types.Shape batchShape(int count) {
    return input instanceof Shape.Image image
        ? new ai.djl.ndarray.types.Shape(count, image.channels(), image.height(), image.width())
        : new ai.djl.ndarray.types.Shape(count, input.elements());
  }

  @Override
  public void close() {
    model.close();
  }

  /** Loads a file into a model. */
  @FunctionalInterface
  private interface Loading {
    void into(Model model) throws IOException, MalformedModelException;
  }
}
