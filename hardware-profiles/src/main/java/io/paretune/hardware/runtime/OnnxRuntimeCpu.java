package io.paretune.hardware.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.pin.MachineCores;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Pin;
import io.paretune.hardware.profile.RuntimeKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * ONNX Runtime on the processor: all graph optimisations, operators one after the other, the
 * profile's threads within an operator. Thread-safe; the native environment is one per process and
 * never closed.
 */
public final class OnnxRuntimeCpu implements InferenceRuntime {
  private static final String REFERENCE = "reference-network.onnx";

  private final OrtEnvironment environment;

  private OnnxRuntimeCpu(OrtEnvironment environment) {
    this.environment = environment;
  }

  /**
   * Starts the engine, or joins the one that this process already has.
   *
   * @throws HardwareException if there are no natives for this machine
   */
  public static OnnxRuntimeCpu create() {
    return new OnnxRuntimeCpu(OnnxEnvironment.ofThisProcess());
  }

  @Override
  public String name() {
    return RuntimeKind.ONNXRUNTIME.text();
  }

  @Override
  public String version() {
    return environment.getVersion();
  }

  @Override
  public LoadedModel load(Path model, HardwareProfile profile) {
    if (!Files.isRegularFile(model) || !Files.isReadable(model)) {
      throw new HardwareException("the model " + model + " is not a readable file");
    }
    String path = model.toString();
    return open(path, profile, options -> environment.createSession(path, options));
  }

  @Override
  public LoadedModel loadReference(HardwareProfile profile) {
    byte[] bytes;
    try (InputStream in = OnnxRuntimeCpu.class.getResourceAsStream(REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException("the embedded " + REFERENCE + " is missing from the jar");
      }
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open(
        REFERENCE, profile.withBatch(1), options -> environment.createSession(bytes, options));
  }

  private LoadedModel open(String name, HardwareProfile profile, SessionSource source) {
    if (!(profile.device() instanceof Device.Cpu)) {
      throw new HardwareException(
          "this ONNX Runtime runs on cpu only, profile '"
              + profile.name()
              + "' asks for "
              + profile.device().text());
    }
    try {
      OrtSession session = session(profile, Map.of(), source);
      try {
        Map<String, Long> symbols =
            OnnxShapes.symbols(name, session.getInputInfo(), profile.batch());
        if (!symbols.isEmpty()) {
          // A second load, so that the optimiser sees the sizes that the deployment will have.
          session.close();
          session = session(profile, symbols, source);
        }
        return OnnxModel.allocate(name, environment, session, profile.batch());
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new HardwareException("ONNX Runtime refuses the model " + name + ": " + oneLine(e), e);
    }
  }

  private static OrtSession session(
      HardwareProfile profile, Map<String, Long> symbols, SessionSource source)
      throws OrtException {
    int threads = profile.threadCount();
    try (SessionOptions options = new SessionOptions()) {
      options.setExecutionMode(ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.setInterOpNumThreads(1);
      options.setIntraOpNumThreads(threads);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      List<Integer> cores =
          profile.pin() == Pin.AUTO && threads > 1
              ? MachineCores.ofThisMachine().choose(threads)
              : List.of();
      if (!cores.isEmpty()) {
        // the engine's own threads, without the calling one; it counts processors from 1
        options.addConfigEntry(
            "session.intra_op_thread_affinities",
            cores.stream()
                .skip(1)
                .map(core -> Integer.toString(core + 1))
                .collect(Collectors.joining(";")));
      }
      if (threads == 1) {
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
      }
      for (Map.Entry<String, Long> symbol : symbols.entrySet()) {
        options.setSymbolicDimensionValue(symbol.getKey(), symbol.getValue());
      }
      return source.open(options);
    }
  }

  private static String oneLine(OrtException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }

  /** Opens a session on a file or on bytes. */
  @FunctionalInterface
  private interface SessionSource {
    OrtSession open(SessionOptions options) throws OrtException;
  }
}
