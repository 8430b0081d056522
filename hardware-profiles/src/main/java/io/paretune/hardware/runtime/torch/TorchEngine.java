package io.paretune.hardware.runtime.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.gpu.NvidiaDriver;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * PyTorch's native engine, through DJL: one per process, never ended, with a number of threads that
 * its environment fixes before it starts. So a measurement with another number needs another
 * process, which {@link #environment} and {@link #options} are for.
 */
public final class TorchEngine {
  private static final String THREADS = "OMP_NUM_THREADS";
  private static final String NAME = "PyTorch";
  private static final String NATIVES = "/native/lib/pytorch.properties";
  private static final String ENGINE = "/pytorch-engine.properties";
  private static final String ELSEWHERE = "PYTORCH_LIBRARY_PATH";
  private static final String REASON = "RuntimeError: ";
  private static final int LONGEST_REASON = 400;

  private TorchEngine() {}

  /** Variables that a process needs whose engine is to have this many threads. */
  public static Map<String, String> environment(int threads) {
    String count = Integer.toString(threads);
    return Map.of(
        THREADS,
        count,
        "MKL_NUM_THREADS",
        count,
        // GPUs are then counted as their driver counts them
        "CUDA_DEVICE_ORDER",
        "PCI_BUS_ID",
        "OPT_OUT_TRACKING",
        "true");
  }

  /** Options of the Java machine that go with {@link #environment}. */
  public static List<String> options(int threads) {
    return List.of(
        "-Dai.djl.pytorch.num_threads=" + threads,
        "-Dai.djl.pytorch.num_interop_threads=1",
        "-Dorg.slf4j.simpleLogger.log.ai.djl=warn",
        // it warns on every machine without a GPU
        "-Dorg.slf4j.simpleLogger.log.ai.djl.util.cuda=error");
  }

  /**
   * Why a device cannot be used by this build, as far as that shows without starting the engine.
   */
  static Optional<String> missing(Device device) {
    return missing(device, natives());
  }

  /** As {@link #missing(Device)}, of a build with these natives; empty ones are none. */
  static Optional<String> missing(Device device, Properties natives) {
    String flavor = natives.getProperty("flavor", "");
    if (flavor.isEmpty()) {
      return Optional.of(
          "runtime 'pytorch' is not installed: this build holds no PyTorch natives for "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " (one made with -Pgpu has them only where there is an NVIDIA GPU)"
              + "; add ai.djl.pytorch:pytorch-native-cpu for it, or use runtime: onnxruntime");
    }
    if (device instanceof Device.Cuda && !flavor.startsWith("cu")) {
      return Optional.of(
          "device "
              + device.text()
              + " needs PyTorch's CUDA natives, this build holds those for "
              + flavor
              + "; build Paretune with -Pgpu on a machine with an NVIDIA GPU, or use device: cpu");
    }
    return Optional.empty();
  }

  /**
   * Looks whether a device can be used here, as far as that shows without starting the engine.
   *
   * @throws HardwareException if this build has no natives for it, or there is no such GPU
   */
  public static void require(Device device) {
    missing(device)
        .ifPresent(
            reason -> {
              throw new HardwareException(reason);
            });
    if (device instanceof Device.Cuda cuda) {
      NvidiaDriver.ofThisMachine().gpu(cuda.index());
    }
  }

  /**
   * The GPUs that training can use here, as far as that shows without starting the engine; none
   * where this build has no natives for them or this machine has none.
   */
  public static List<Device.Cuda> gpusHere() {
    if (missing(new Device.Cuda(0)).isPresent()) {
      return List.of();
    }
    try {
      return IntStream.range(0, NvidiaDriver.ofThisMachine().count())
          .mapToObj(Device.Cuda::new)
          .toList();
    } catch (HardwareException none) {
      return List.of();
    }
  }

  /**
   * The engine's own name of a device. Starts the engine for a GPU.
   *
   * @throws HardwareException if this build has no natives for the device, or there is no such one
   */
  public static ai.djl.Device device(Device device) {
    missing(device)
        .ifPresent(
            reason -> {
              throw new HardwareException(reason);
            });
    if (!(device instanceof Device.Cuda cuda)) {
      return ai.djl.Device.cpu();
    }
    if (cuda.index() >= gpus()) {
      throw new HardwareException(
          "PyTorch sees no device "
              + cuda.text()
              + ", it sees "
              + gpus()
              + " of them; it needs an NVIDIA GPU and its driver, or use device: cpu");
    }
    return ai.djl.Device.gpu(cuda.index());
  }

  /**
   * Whether a profile, whose engine is PyTorch, asks for another number of threads than this
   * process was started for. Starts nothing.
   */
  public static boolean needsAnotherProcess(HardwareProfile profile) {
    return !Integer.toString(profile.threadCount()).equals(System.getenv(THREADS));
  }

  /** The version of the natives and what they are made for, known without starting them. */
  public static Optional<String> version() {
    Properties natives = natives();
    String version = natives.getProperty("version", "");
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of(version + " (" + natives.getProperty("flavor", "") + ")");
  }

  private static Properties natives() {
    Properties natives = new Properties();
    String elsewhere = System.getenv(ELSEWHERE);
    if (elsewhere != null) {
      natives.put("version", "at " + elsewhere);
      natives.put("flavor", System.getenv().getOrDefault("PYTORCH_FLAVOR", "cpu"));
      return natives;
    }
    natives.putAll(resource(NATIVES));
    if (natives.isEmpty() && hasGpu()) {
      // no repository holds them for this version: DJL fetches them when it starts
      natives.put("version", resource(ENGINE).getProperty("pytorch_version", ""));
      natives.put("flavor", "cu128");
    }
    return natives;
  }

  private static boolean hasGpu() {
    try {
      NvidiaDriver.ofThisMachine().gpu(0);
      return true;
    } catch (HardwareException none) {
      return false;
    }
  }

  private static Properties resource(String name) {
    Properties properties = new Properties();
    try (InputStream in = Engine.class.getResourceAsStream(name)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /**
   * The number of threads that the engine runs with in this process. Starts it.
   *
   * @throws HardwareException if it does not start
   */
  static int threads() {
    engine();
    return JniUtils.getNumThreads();
  }

  /** Does something with so many threads an operator, and then has as many as before. */
  public static <T> T withThreads(int threads, Supplier<T> work) {
    engine();
    int before = JniUtils.getNumThreads();
    JniUtils.setNumThreads(threads);
    try {
      return work.get();
    } finally {
      JniUtils.setNumThreads(before);
    }
  }

  /**
   * GPUs that the engine sees. Starts it.
   *
   * @throws HardwareException if it does not start
   */
  static int gpus() {
    return engine().getGpuCount();
  }

  private static Engine engine() {
    try {
      return Engine.getEngine(NAME);
    } catch (EngineException | LinkageError e) {
      throw new HardwareException("PyTorch does not start: " + oneLine(e), e);
    }
  }

  /** The first line of the innermost reason: what follows are addresses in the engine's code. */
  static String oneLine(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = String.valueOf(cause.getMessage());
    int end = text.indexOf("Exception raised from");
    text = end > 0 ? text.substring(0, end) : text;
    // of an error within a model's program, its own code comes first and the reason last
    int reason = text.lastIndexOf(REASON);
    text = reason >= 0 ? text.substring(reason + REASON.length()) : text;
    String message = text.replaceAll("\\s+", " ").strip();
    return message.length() <= LONGEST_REASON
        ? message
        : message.substring(0, LONGEST_REASON) + " ...";
  }
}
