package io.paretune.hardware.measure;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.gpu.Gpu;
import io.paretune.hardware.gpu.NvidiaDriver;
import io.paretune.hardware.measure.energy.EnergyMeter;
import io.paretune.hardware.measure.energy.EnergyPerExample;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.profile.Threads;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A process of its own that loads one model, so that what the model costs is not mixed up with what
 * went before. Not for people: {@link ProbeProcess} starts it.
 */
public final class ProbeMain {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /** Written to clear_refs it makes the resident memory of now the highest so far (proc(5)). */
  private static final String RESET_PEAK = "5";

  private static final int RUNS = 3;

  private ProbeMain() {}

  /**
   * Prints one figure: {@code start-up NANOS}, {@code memory BYTES}, {@code energy ENERGY} or
   * {@code unavailable REASON}.
   *
   * @param arguments what to find out, the model, device, runtime, threads, batch, the input's size
   *     or an empty text, and a file of its values, empty for random ones
   */
  public static void main(String[] arguments) {
    Device device = Device.parse(arguments[2]);
    HardwareProfile profile =
        HardwareProfile.of(
            "probe",
            Target.of(device, Engines.installed().deployments(arguments[3], device).get(0))
                .withThreads(Threads.of(Integer.parseInt(arguments[4])))
                .withBatch(Integer.parseInt(arguments[5])));
    if (!arguments[6].isEmpty()) {
      profile = profile.withInput(InputSize.parse(arguments[6]));
    }
    Path model = Path.of(arguments[1]);
    try {
      System.out.println(
          switch (arguments[0]) {
            case ProbeProcess.MEMORY -> memory(model, profile);
            case ProbeProcess.ENERGY ->
                energy(model, profile, ProbeProcess.read(Path.of(arguments[7])));
            default -> startUp(model, profile);
          });
      // the engine's threads are not worth waiting for
      Runtime.getRuntime().halt(0);
    } catch (HardwareException | IOException | InterruptedException failed) {
      System.err.println(failed.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  private static String startUp(Path file, HardwareProfile profile) {
    InferenceRuntime runtime = Engines.installed().start(profile);
    long start = System.nanoTime();
    try (LoadedModel model = runtime.load(file, profile)) {
      model.run();
      return "start-up " + (System.nanoTime() - start);
    }
  }

  private static String energy(Path file, HardwareProfile profile, ModelInput input)
      throws IOException, InterruptedException {
    try (LoadedModel model = Engines.installed().start(profile).load(file, profile)) {
      input.fill(model);
      EnergyMeter.missing(profile)
          .ifPresent(
              why -> {
                throw new HardwareException(why);
              });
      EnergyMeter meter = EnergyMeter.ofThisMachine(profile.device());
      EnergyPerExample energy =
          EnergyPerExample.of(
              model, meter, System::nanoTime, span -> Thread.sleep(span.toMillis()));
      return "energy " + energy.line();
    }
  }

  private static String memory(Path file, HardwareProfile profile) throws IOException {
    if (!Files.isReadable(STATUS)) {
      return "unavailable this system does not show its processes' memory (" + STATUS + ")";
    }
    if (profile.device() instanceof Device.Cuda cuda) {
      return deviceMemory(file, profile, NvidiaDriver.ofThisMachine().gpu(cuda.index()));
    }
    InferenceRuntime runtime = Engines.installed().start(profile);
    // the engine's own code and arenas are no model's
    try (LoadedModel reference = runtime.loadReference(profile)) {
      reference.run();
    }
    if (Files.isWritable(CLEAR)) {
      Files.writeString(CLEAR, RESET_PEAK);
    }
    String before = Files.readString(STATUS);
    try (LoadedModel model = runtime.load(file, profile)) {
      for (int i = 0; i < RUNS; i++) {
        model.run();
      }
    }
    return attributable(before, Files.readString(STATUS));
  }

  /** Engines keep what they once took of a device, so that what is used at the end is the peak. */
  private static String deviceMemory(Path file, HardwareProfile profile, Gpu gpu) {
    InferenceRuntime runtime = Engines.installed().start(profile);
    try (LoadedModel reference = runtime.loadReference(profile)) {
      reference.run();
    }
    OptionalLong before = gpu.usedBytes();
    try (LoadedModel model = runtime.load(file, profile)) {
      for (int i = 0; i < RUNS; i++) {
        model.run();
      }
      OptionalLong after = gpu.usedBytes();
      return before.isPresent() && after.isPresent()
          ? "memory " + Math.max(0, after.getAsLong() - before.getAsLong())
          : "unavailable the driver does not tell how much of the GPU's memory is used";
    }
  }

  /**
   * By how much the highest resident memory lies above the one before the model; from two texts of
   * {@code /proc/self/status}.
   */
  static String attributable(String before, String after) {
    OptionalLong from = kilobytes(before, "VmRSS:");
    OptionalLong peakBefore = kilobytes(before, "VmHWM:");
    OptionalLong to = kilobytes(after, "VmHWM:");
    if (from.isEmpty() || to.isEmpty() || peakBefore.isEmpty()) {
      return "unavailable this system does not show the highest resident memory (VmHWM)";
    }
    boolean peakIsNow = peakBefore.getAsLong() <= from.getAsLong();
    if (to.getAsLong() <= peakBefore.getAsLong() && !peakIsNow) {
      return "unavailable the model stays below what starting the engine took";
    }
    return "memory " + 1024 * (to.getAsLong() - from.getAsLong());
  }

  private static OptionalLong kilobytes(String status, String key) {
    return status
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst();
  }
}
