package io.paretune.hardware.runtime.torch;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.EngineFingerprint;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import io.paretune.hardware.runtime.ReferenceNetwork;
import io.paretune.hardware.runtime.TorchArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * PyTorch on TorchScript files, through DJL, in inference mode. On a GPU the device's work is
 * finished before a run ends: the input starts in the machine's memory, and the output is back
 * there.
 */
public final class TorchRuntime implements InferenceRuntime {

  /**
   * Measured: until Java's way into the engine is compiled, the reference is 3 to 7 % slower. That
   * is in the first 1,000 runs of a process whose compiler is eager ({@code
   * -XX:CompileThresholdScaling=0.1}), and in the first 8,000 of others.
   */
  private static final int SETTLING_RUNS = 2_000;

  private final Device device;
  private final int threads;

  private TorchRuntime(Device device, int threads) {
    this.device = device;
    this.threads = threads;
  }

  /**
   * Starts the engine, or joins the one that this process already has.
   *
   * @throws HardwareException if this build has no natives for the device, there is no such device,
   *     or the process was started for another number of threads
   */
  public static TorchRuntime create(HardwareProfile profile) {
    TorchEngine.device(profile.device());
    int running = TorchEngine.threads();
    if (running != profile.threadCount()) {
      throw new HardwareException(
          "PyTorch runs with "
              + running
              + " threads in this process, for good, and profile '"
              + profile.name()
              + "' asks for "
              + profile.threadCount()
              + "; start the process with OMP_NUM_THREADS="
              + profile.threadCount());
    }
    return new TorchRuntime(profile.device(), running);
  }

  /**
   * The machine as {@link #machine()} tells it, without starting the engine.
   *
   * @throws HardwareException if this build has no natives for the device, or there is no such one
   */
  public static Fingerprint machine(Device device) {
    TorchEngine.missing(device)
        .ifPresent(
            reason -> {
              throw new HardwareException(reason);
            });
    return EngineFingerprint.of(
        Engine.PYTORCH, TorchEngine.version().orElse(Fingerprint.UNKNOWN), device);
  }

  @Override
  public String name() {
    return Engine.PYTORCH.name();
  }

  @Override
  public String version() {
    return TorchEngine.version().orElse(Fingerprint.UNKNOWN);
  }

  @Override
  public Fingerprint machine() {
    return machine(device);
  }

  @Override
  public LoadedModel load(Path model, HardwareProfile profile) {
    ExampleSize.readable(model);
    TorchArchive.read(model);
    Optional<InputSize> size = ExampleSize.known(profile, model).input();
    return open(
        model,
        model.toString(),
        size.orElseThrow(
            () ->
                new HardwareException(
                    "PyTorch cannot run the model "
                        + model
                        + ": a TorchScript file does not tell the size of its input, and there is"
                        + " no ONNX file of its name beside it; give it with --input, or as input"
                        + " in the profile, like 3x32x32")),
        profile);
  }

  @Override
  public int settlingRuns() {
    return SETTLING_RUNS;
  }

  @Override
  public LoadedModel loadReference(HardwareProfile profile) {
    String name = ReferenceNetwork.name(ModelFormat.TORCHSCRIPT);
    try {
      Path file = Files.createTempFile("paretune-reference-", ModelFormat.TORCHSCRIPT.ending());
      try {
        Files.write(file, ReferenceNetwork.bytes(ModelFormat.TORCHSCRIPT));
        InputSize size = TorchArchive.read(file).input().orElseThrow();
        return open(file, name, size, profile.withBatch(1));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new HardwareException("there is no room for the reference network: " + e, e);
    }
  }

  private LoadedModel open(Path file, String name, InputSize size, HardwareProfile profile) {
    if (!profile.device().equals(device) || profile.threadCount() != threads) {
      throw new IllegalArgumentException(
          "this runtime has %d threads on %s, profile '%s' asks for %d on %s"
              .formatted(
                  threads,
                  device.text(),
                  profile.name(),
                  profile.threadCount(),
                  profile.device().text()));
    }
    Model model = Model.newInstance("network", TorchEngine.device(device), "PyTorch");
    try {
      // weights that were saved on a GPU come to the profile's device
      model.load(
          file.toAbsolutePath().getParent(),
          String.valueOf(file.getFileName()),
          Map.of("mapLocation", "true"));
      return TorchModel.allocate(name, model, TorchEngine.device(device), size, profile.batch());
    } catch (EngineException | MalformedModelException | IOException e) {
      model.close();
      throw new HardwareException(
          "PyTorch refuses the model " + name + ": " + TorchEngine.oneLine(e), e);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }
}
