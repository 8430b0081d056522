package io.paretune.hardware.runtime;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.RuntimeKind;
import java.nio.file.Path;

/** An engine that runs network files. Implementations are safe to share between threads. */
public interface InferenceRuntime {

  /** The engine's name as a profile writes it, for example {@code onnxruntime}. */
  String name();

  /** The engine's own version. */
  String version();

  /**
   * Loads a file as the profile would deploy it: its device, threads and batch.
   *
   * @throws HardwareException if the file cannot be read or the engine refuses it, with file and
   *     reason
   */
  LoadedModel load(Path model, HardwareProfile profile);

  /**
   * Loads the small fixed network that measurements are compared with, in this engine's own format,
   * at batch 1 and with the profile's threads.
   */
  LoadedModel loadReference(HardwareProfile profile);

  /**
   * Runs of the reference that a process which has just started needs at least, before one takes as
   * long as it will from then on; 0 where the first ones do.
   */
  int settlingRuns();

  /** This machine as the engine uses it. */
  Fingerprint machine();

  /**
   * The engine that a profile names, started in this process.
   *
   * @throws HardwareException if this build has none for the profile's device, or this process was
   *     started for another number of threads
   * @throws IllegalArgumentException if the profile names no single one
   */
  static InferenceRuntime of(HardwareProfile profile) {
    return switch (profile.runtime()) {
      case ONNXRUNTIME -> OnnxRuntime.create(profile.device());
      case PYTORCH -> TorchRuntime.create(profile);
      case AUTO ->
          throw new IllegalArgumentException(
              "profile '" + profile.name() + "' leaves the runtime open; a meter decides it");
    };
  }

  /**
   * The machine as {@link #machine} would tell it, found out without starting an engine that can be
   * started only once in a process. Runtime {@code auto} is a machine with both.
   *
   * @throws HardwareException if the profile cannot be had here
   */
  static Fingerprint machine(HardwareProfile profile) {
    return switch (profile.runtime()) {
      case ONNXRUNTIME -> OnnxRuntime.create(profile.device()).machine();
      case PYTORCH -> {
        TorchEngine.missing(profile.device())
            .ifPresent(
                reason -> {
                  throw new HardwareException(reason);
                });
        yield EngineFingerprint.of(
            RuntimeKind.PYTORCH,
            TorchEngine.version().orElse(Fingerprint.UNKNOWN),
            profile.device());
      }
      case AUTO ->
          machine(profile.withRuntime(RuntimeKind.ONNXRUNTIME))
              .withBoth(machine(profile.withRuntime(RuntimeKind.PYTORCH)).engine().version());
    };
  }
}
