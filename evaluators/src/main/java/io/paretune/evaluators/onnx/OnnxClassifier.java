package io.paretune.evaluators.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.paretune.hardware.runtime.OnnxEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An ONNX classifier on ONNX Runtime's CPU kernels, all graph optimisations on: one float input
 * {@code [batch, ...]}. Runs in batches of at most {@value #BATCH}. Owns native memory: close it.
 * Thread safe.
 */
public final class OnnxClassifier implements AutoCloseable {

  private static final int BATCH = 64;

  private final OrtSession session;
  private final String input;
  private final long[] axes;
  private final int elements;

  private OnnxClassifier(OrtSession session) throws OrtException {
    this.session = session;
    Map.Entry<String, NodeInfo> only = onlyInput(session);
    this.input = only.getKey();
    if (!(only.getValue().getInfo() instanceof TensorInfo tensor)) {
      throw new IllegalArgumentException("input '" + input + "' must be a tensor");
    }
    this.axes = tensor.getShape();
    if (axes.length == 0) {
      throw new IllegalArgumentException("input '" + input + "' must have a batch axis, got none");
    }
    long product = 1;
    for (int i = 1; i < axes.length; i++) {
      if (axes[i] < 1) {
        throw new IllegalArgumentException(
            "only the batch axis may be free, got %s (input '%s')"
                .formatted(Arrays.toString(axes), input));
      }
      product = Math.multiplyExact(product, axes[i]);
    }
    this.elements = Math.toIntExact(product);
  }

  private static Map.Entry<String, NodeInfo> onlyInput(OrtSession session) throws OrtException {
    Iterator<Map.Entry<String, NodeInfo>> inputs = session.getInputInfo().entrySet().iterator();
    if (session.getNumInputs() != 1) {
      throw new IllegalArgumentException(
          "a classifier must have one input, got " + session.getInputNames());
    }
    return inputs.next();
  }

  /**
   * Loads a model file.
   *
   * @param threads threads within one operator, at least 1
   * @throws OnnxException if ONNX Runtime refuses it
   * @throws UncheckedIOException if it cannot be read
   */
  public static OnnxClassifier open(Path file, int threads) {
    try {
      return open(Files.readAllBytes(file), threads);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model " + file, e);
    }
  }

  /**
   * Loads a model from bytes.
   *
   * @param threads threads within one operator, at least 1
   * @throws OnnxException if ONNX Runtime refuses it
   */
  public static OnnxClassifier open(byte[] model, int threads) {
    return open(model, threads, Optional.empty());
  }

  /**
   * Loads a model from bytes and lets ONNX Runtime write down the graph that it will really run.
   *
   * @param optimised where to write the optimised model, if anywhere
   * @throws OnnxException if ONNX Runtime refuses it
   */
  public static OnnxClassifier open(byte[] model, int threads, Optional<Path> optimised) {
    return open(
        (environment, options) -> environment.createSession(model, options),
        "of %d bytes".formatted(model.length),
        threads,
        optimised);
  }

  /**
   * Loads a model file whose tensors lie in other files. Where those lie is the file's word: the
   * caller checks it.
   *
   * @param threads threads within one operator, at least 1
   * @throws OnnxException if ONNX Runtime refuses it
   */
  public static OnnxClassifier openWithData(Path file, int threads) {
    return open(
        (environment, options) -> environment.createSession(file.toString(), options),
        file.toString(),
        threads,
        Optional.empty());
  }

  private static OnnxClassifier open(
      Loading loading, String what, int threads, Optional<Path> optimised) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      // Idle threads would otherwise spin and slow down a neighbour's training.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      if (optimised.isPresent()) {
        options.setOptimizedModelFilePath(optimised.get().toString());
      }
      return of(loading.session(OnnxEnvironment.ofThisProcess(), options));
    } catch (OrtException e) {
      throw new OnnxException("cannot load a model " + what, e);
    }
  }

  /** What a session runs; closes it if that is no classifier. */
  private static OnnxClassifier of(OrtSession session) throws OrtException {
    try {
      return new OnnxClassifier(session);
    } catch (OrtException | RuntimeException refused) {
      session.close();
      throw refused;
    }
  }

  /** Loads a model. */
  @FunctionalInterface
  private interface Loading {
    OrtSession session(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  /** Values of one example. */
  public int elements() {
    return elements;
  }

  /** The axes of the input as the file has them: the batch first, -1 where it is free. */
  public long[] axes() {
    return axes.clone();
  }

  /**
   * The class scores of several examples.
   *
   * @param examples {@code float[n][elements]}
   * @return {@code float[n][classes]}
   * @throws OnnxException if ONNX Runtime fails
   */
  public float[][] logits(float[][] examples) {
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
      Map<String, float[]> values = run(batch.flip(), count);
      float[] flat = values.values().iterator().next();
      int classes = flat.length / count;
      for (int i = 0; i < count; i++) {
        all[from + i] = Arrays.copyOfRange(flat, i * classes, (i + 1) * classes);
      }
    }
    return all;
  }

  /**
   * Runs one batch and gives every output.
   *
   * @param examples {@code count * elements} values
   * @return by output name in the file's order, {@code float[count * elements of the output]}
   * @throws OnnxException if ONNX Runtime fails
   * @throws IllegalArgumentException if an output does not hold floats
   */
  public Map<String, float[]> run(FloatBuffer examples, int count) {
    long[] shape = axes.clone();
    shape[0] = count;
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(OnnxEnvironment.ofThisProcess(), examples, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      Map<String, float[]> values = new LinkedHashMap<>();
      for (Map.Entry<String, ai.onnxruntime.OnnxValue> entry : result) {
        FloatBuffer buffer =
            entry.getValue() instanceof OnnxTensor output ? output.getFloatBuffer() : null;
        if (buffer == null) {
          throw new IllegalArgumentException(
              "an output must hold floats, got " + entry.getValue().getInfo());
        }
        float[] copy = new float[buffer.remaining()];
        buffer.get(copy);
        values.put(entry.getKey(), copy);
      }
      return values;
    } catch (OrtException e) {
      throw new OnnxException("cannot run the model on %d examples".formatted(count), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new OnnxException("cannot close the session", e);
    }
  }
}
