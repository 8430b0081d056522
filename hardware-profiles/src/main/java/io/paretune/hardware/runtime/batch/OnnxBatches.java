package io.paretune.hardware.runtime.batch;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.runtime.OnnxProvider;
import io.paretune.hardware.runtime.onnx.OnnxEnvironment;
import io.paretune.hardware.runtime.tensor.OnnxFloats;
import io.paretune.hardware.runtime.tensor.OnnxNumbers;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A session of ONNX Runtime whose batch is open. */
final class OnnxBatches implements BatchModel {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String input;
  private final OnnxJavaType type;
  private final long[] axes;

  private OnnxBatches(OrtEnvironment environment, OrtSession session) throws OrtException {
    this.environment = environment;
    this.session = session;
    if (session.getNumInputs() != 1) {
      throw new IllegalArgumentException(
          "a classifier must have one input, got " + session.getInputNames());
    }
    Map.Entry<String, NodeInfo> only = session.getInputInfo().entrySet().iterator().next();
    this.input = only.getKey();
    if (!(only.getValue().getInfo() instanceof TensorInfo tensor)) {
      throw new IllegalArgumentException("input '" + input + "' must be a tensor");
    }
    this.type = tensor.type;
    if (!OnnxNumbers.holds(type)) {
      throw new IllegalArgumentException(
          "input '%s' must hold numbers, got %s".formatted(input, type));
    }
    this.axes = tensor.getShape();
    if (axes.length == 0) {
      throw new IllegalArgumentException("input '" + input + "' must have a batch axis, got none");
    }
    if (Arrays.stream(axes).skip(1).anyMatch(axis -> axis < 1)) {
      throw new IllegalArgumentException(
          "only the batch axis may be free, got %s (input '%s')"
              .formatted(Arrays.toString(axes), input));
    }
  }

  static OnnxBatches open(String what, Placement where, Setting setting, Loading loading) {
    OrtEnvironment environment = OnnxEnvironment.ofThisProcess();
    OnnxProvider provider = OnnxProvider.of(environment, where.device());
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(where.threads());
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      // Idle threads would otherwise spin and slow down a neighbour's training.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      provider.add(options, where.device());
      setting.on(options);
      return of(environment, loading.session(environment, options));
    } catch (OrtException e) {
      throw new ModelRefusedException("cannot load a model " + what + ": " + e.getMessage(), e);
    }
  }

  /** What a session runs; closes it if it cannot be run on batches. */
  private static OnnxBatches of(OrtEnvironment environment, OrtSession session)
      throws OrtException {
    try {
      return new OnnxBatches(environment, session);
    } catch (OrtException | RuntimeException refused) {
      session.close();
      throw refused;
    }
  }

  @Override
  public List<Long> inputAxes() {
    return Arrays.stream(axes).boxed().toList();
  }

  @Override
  public Map<String, float[]> run(FloatBuffer examples, int count) {
    long[] shape = axes.clone();
    shape[0] = count;
    try (OnnxTensor tensor = OnnxNumbers.tensor(environment, type, shape, examples);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      Map<String, float[]> values = new LinkedHashMap<>();
      for (Map.Entry<String, OnnxValue> entry : result) {
        OnnxFloats.of(entry.getValue()).ifPresent(floats -> values.put(entry.getKey(), floats));
      }
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "an output must hold floats, got "
                + StreamSupport.stream(result.spliterator(), false)
                    .map(entry -> String.valueOf(entry.getValue().getType()))
                    .toList());
      }
      return values;
    } catch (OrtException e) {
      throw new ModelRefusedException(
          "cannot run the model on %d examples: %s".formatted(count, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new HardwareException("cannot close the session: " + e.getMessage(), e);
    }
  }

  /** A further option of a session. */
  @FunctionalInterface
  interface Setting {
    void on(OrtSession.SessionOptions options) throws OrtException;
  }

  /** Loads a model. */
  @FunctionalInterface
  interface Loading {
    OrtSession session(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }
}
