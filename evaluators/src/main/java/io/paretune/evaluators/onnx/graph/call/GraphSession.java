package io.paretune.evaluators.onnx.graph.call;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.runtime.onnx.OnnxEnvironment;
import java.util.Map;
import java.util.Set;

/** A graph that is ready to be called. Holds native memory until closed; for one thread. */
public final class GraphSession implements AutoCloseable {

  private final OrtEnvironment environment;
  private final OrtSession session;

  private GraphSession(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads a model.
   *
   * @param threads that compute
   * @throws HardwareException if the runtime refuses it
   */
  public static GraphSession open(byte[] model, int threads) {
    OrtEnvironment environment = OnnxEnvironment.ofThisProcess();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // two sessions take turns: the idle one's threads must not spin on the cores of the other
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return new GraphSession(environment, environment.createSession(model, options));
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

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException refused) {
      throw refusal(refused);
    }
  }
}
