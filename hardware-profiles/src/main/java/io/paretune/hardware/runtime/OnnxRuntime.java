package io.paretune.hardware.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.pin.MachineCores;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.profile.Pin;
import io.paretune.hardware.runtime.onnx.OnnxEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * ONNX Runtime: all graph optimisations, operators one after the other, the profile's threads
 * within an operator. On a GPU through TensorRT where that is installed, else through CUDA; which
 * of the two, {@link #version()} says. Inputs and outputs lie in the machine's memory, so that a
 * run holds the way to the GPU and back. Thread-safe; the native environment is one per process and
 * never closed.
 */
public final class OnnxRuntime implements InferenceRuntime {
  private static final int PROFILED_RUNS = 200;
  private static final Duration PROFILED_TIME = Duration.ofSeconds(1);

  private final OrtEnvironment environment;
  private final Device device;
  private final OnnxProvider provider;

  private OnnxRuntime(OrtEnvironment environment, Device device, OnnxProvider provider) {
    this.environment = environment;
    this.device = device;
    this.provider = provider;
  }

  /**
   * Starts the engine on a device, or joins the one that this process already has.
   *
   * @throws HardwareException if there are no natives for this machine, or this build cannot use
   *     the device
   */
  public static OnnxRuntime create(Device device) {
    OrtEnvironment environment = OnnxEnvironment.ofThisProcess();
    return new OnnxRuntime(environment, device, OnnxProvider.of(environment, device));
  }

  @Override
  public String name() {
    return Engine.ONNX_RUNTIME.name();
  }

  @Override
  public String version() {
    return environment.getVersion() + provider.suffix();
  }

  @Override
  public Fingerprint machine() {
    return EngineFingerprint.of(Engine.ONNX_RUNTIME, version(), device);
  }

  /**
   * The names of a file's inputs, in its order.
   *
   * @throws HardwareException if the engine refuses the file
   */
  public static List<String> inputNames(Path model) {
    return declared(model, session -> List.copyOf(session.getInputNames()));
  }

  /**
   * The size of one example that a file declares; nothing if it leaves more than the batch open.
   *
   * @throws HardwareException if the engine refuses the file
   */
  public static Optional<InputSize> inputSize(Path model) {
    return declared(model, session -> OnnxShapes.exampleSize(session.getInputInfo()));
  }

  private static <T> T declared(Path model, Look<T> look) {
    OrtEnvironment environment = OnnxEnvironment.ofThisProcess();
    try (SessionOptions options = new SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(OptLevel.NO_OPT);
      try (OrtSession session = environment.createSession(model.toString(), options)) {
        return look.at(session);
      }
    } catch (OrtException e) {
      throw new HardwareException("ONNX Runtime refuses the model " + model + ": " + oneLine(e), e);
    }
  }

  /** Looks at what a file declares. */
  @FunctionalInterface
  private interface Look<T> {
    T at(OrtSession session) throws OrtException;
  }

  @Override
  public LoadedModel load(Path model, HardwareProfile profile) {
    if (!Files.isRegularFile(model) || !Files.isReadable(model)) {
      throw new HardwareException("the model " + model + " is not a readable file");
    }
    refuseArchive(model);
    String path = model.toString();
    return open(
        path, profile, profile.input(), options -> environment.createSession(path, options));
  }

  /**
   * Runs a model with the engine's profiler on, a second and {@value #PROFILED_RUNS} times at most.
   *
   * @param scratch a directory for what the profiler writes
   * @throws HardwareException if the engine refuses the file, or the directory cannot be used
   */
  public NodeTimes nodeTimes(Path model, HardwareProfile profile, Path scratch) {
    String path = model.toString();
    // a model with open sizes is loaded twice
    List<OrtSession> opened = new ArrayList<>();
    SessionSource source =
        options -> {
          options.enableProfiling(scratch.resolve("trace").toString());
          OrtSession session = environment.createSession(path, options);
          opened.add(session);
          return session;
        };
    try (LoadedModel loaded = open(path, profile, profile.input(), source)) {
      long until = System.nanoTime() + PROFILED_TIME.toNanos();
      int runs = 0;
      while (runs < 2 || (runs < PROFILED_RUNS && System.nanoTime() - until < 0)) {
        loaded.run();
        runs++;
      }
      return NodeTimes.read(Path.of(opened.get(opened.size() - 1).endProfiling()), runs);
    } catch (OrtException | IOException e) {
      throw new HardwareException("the model " + model + " could not be profiled: " + e, e);
    }
  }

  @Override
  public int settlingRuns() {
    return 0;
  }

  @Override
  public LoadedModel loadReference(HardwareProfile profile) {
    byte[] bytes = ReferenceNetwork.bytes(ModelFormat.ONNX);
    return open(
        ReferenceNetwork.name(ModelFormat.ONNX),
        profile.withBatch(1),
        Optional.empty(),
        options -> environment.createSession(bytes, options));
  }

  private LoadedModel open(
      String name, HardwareProfile profile, Optional<InputSize> given, SessionSource source) {
    if (!profile.device().equals(device)) {
      throw new IllegalArgumentException(
          "this runtime is on "
              + device.text()
              + ", profile '"
              + profile.name()
              + "' asks for "
              + profile.device().text());
    }
    try {
      OrtSession session = session(profile, Map.of(), source);
      try {
        Map<String, long[]> shapes =
            OnnxShapes.resolved(name, session.getInputInfo(), profile.batch(), given);
        Map<String, Long> symbols = OnnxShapes.symbols(name, session.getInputInfo(), shapes);
        if (!symbols.isEmpty()) {
          // A second load, so that the optimiser sees the sizes that the deployment will have.
          session.close();
          session = session(profile, symbols, source);
        }
        return OnnxModel.allocate(name, environment, session, shapes);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new HardwareException("ONNX Runtime refuses the model " + name + ": " + oneLine(e), e);
    }
  }

  /** The parser's own words for such a file say nothing to anybody. */
  private static void refuseArchive(Path model) {
    if (TorchArchive.isArchive(model)) {
      throw new HardwareException(
          "ONNX Runtime refuses the model "
              + model
              + ": it is a zip archive, as TorchScript files are; measure those with a profile that"
              + " says runtime: pytorch");
    }
  }

  private OrtSession session(
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
      provider.add(options, device);
      for (Map.Entry<String, Long> symbol : symbols.entrySet()) {
        options.setSymbolicDimensionValue(symbol.getKey(), symbol.getValue());
      }
      return source.open(options);
    }
  }

  static String oneLine(OrtException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
  }

  /** Opens a session on a file or on bytes. */
  @FunctionalInterface
  private interface SessionSource {
    OrtSession open(SessionOptions options) throws OrtException;
  }
}
