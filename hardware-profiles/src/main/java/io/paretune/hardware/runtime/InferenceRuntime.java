package io.paretune.hardware.runtime;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
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
}
