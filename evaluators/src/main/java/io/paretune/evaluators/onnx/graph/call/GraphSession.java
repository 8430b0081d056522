package io.paretune.evaluators.onnx.graph.call;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.paretune.evaluators.onnx.graph.draft.ModelOnDisk;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.runtime.onnx.OnnxEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A graph that is ready to be called. Holds native memory until closed; for one thread. */
public final class GraphSession implements AutoCloseable {

  /** Bytes of a model from which on its size is felt. */
  private static final int LARGE = 16 << 20;

  private static final int MOST_THREADS = 8;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private boolean closed;

  private GraphSession(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /** A way to hand a model to the runtime. */
  @FunctionalInterface
  private interface Loading {
    OrtSession load(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  /** What a session is for. */
  private enum Use {
    /** As a user's would be: with the runtime's own memory, which only grows. */
    TIMED,
    /** For its answers, beside others: what is free goes back. */
    JUDGED
  }

  /**
   * Loads a model from its file, to be timed.
   *
   * @param threads that compute
   * @throws HardwareException if the runtime refuses it
   */
  public static GraphSession timed(Path model, int threads) {
    return open(fromFile(model), threads, Use.TIMED);
  }

  /**
   * Loads a model, to be timed. A large one goes by way of a file: as an array it would be held
   * three times over while the runtime reads it.
   *
   * @param threads that compute
   * @throws HardwareException if the runtime refuses it
   */
  public static GraphSession timed(ModelProto model, int threads) {
    return open(model, threads, Use.TIMED);
  }

  /**
   * Loads a model from its file, for answers whose time does not matter.
   *
   * @param bytes of it
   * @throws HardwareException if the runtime refuses it
   */
  public static GraphSession judged(Path model, long bytes) {
    return open(fromFile(model), threads(bytes), Use.JUDGED);
  }

  /**
   * Loads a model, for answers whose time does not matter.
   *
   * @throws HardwareException if the runtime refuses it
   */
  public static GraphSession judged(ModelProto model) {
    return open(model, threads(model.getSerializedSize()), Use.JUDGED);
  }

  /** As many as the machine has for what is large; more than one is slower for what is small. */
  private static int threads(long bytes) {
    return bytes < LARGE ? 1 : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  }

  private static Loading fromFile(Path model) {
    return (environment, options) -> environment.createSession(model.toString(), options);
  }

  private static GraphSession open(ModelProto model, int threads, Use use) {
    if (model.getSerializedSize() < LARGE) {
      byte[] bytes = model.toByteArray();
      return open(
          (environment, options) -> environment.createSession(bytes, options), threads, use);
    }
    try (ModelOnDisk file = ModelOnDisk.of(model)) {
      return open(fromFile(file.path()), threads, use);
    } catch (IOException full) {
      throw new UncheckedIOException("the model cannot be written to be loaded", full);
    }
  }

  private static GraphSession open(Loading loading, int threads, Use use) {
    OrtEnvironment environment = OnnxEnvironment.ofThisProcess();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // two sessions take turns: the idle one's threads must not spin on the cores of the other
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setCPUArenaAllocator(use == Use.TIMED);
      // weights never change their size: an arena would take the next power of two for them
      options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
      return new GraphSession(environment, loading.load(environment, options));
    } catch (OrtException refused) {
      throw refusal(refused);
    }
  }

  static HardwareException refusal(OrtException refused) {
    return new HardwareException(
        "ONNX Runtime refuses the model: "
            + String.valueOf(refused.getMessage()).replaceAll("\\s+", " ").strip(),
        refused);
  }

  /** What the model declares as its inputs. */
  Map<String, NodeInfo> declared() {
    try {
      return session.getInputInfo();
    } catch (OrtException refused) {
      throw refusal(refused);
    }
  }

  /**
   * The tensors of a call, to be closed.
   *
   * @throws IllegalArgumentException if the arrays are not the model's inputs
   */
  public Map<String, OnnxTensor> inputs(NamedInputs calls, int call) {
    try {
      return calls.tensors(environment, declared(), call);
    } catch (OrtException refused) {
      throw refusal(refused);
    }
  }

  /** Runs it, for all outputs; to be closed. */
  public OrtSession.Result run(Map<String, OnnxTensor> inputs) {
    try {
      return session.run(inputs);
    } catch (OrtException refused) {
      throw refusal(refused);
    }
  }

  /** Runs it, for some outputs; to be closed. */
  OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs) throws OrtException {
    return session.run(inputs, outputs);
  }

  /** Gives its memory back; once more does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException refused) {
      throw refusal(refused);
    }
  }
}
