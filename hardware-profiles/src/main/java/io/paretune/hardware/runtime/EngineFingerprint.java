package io.paretune.hardware.runtime;

import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.gpu.NvidiaDriver;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;

/** This machine as an engine uses it: with the GPU, if it runs there. */
public final class EngineFingerprint {
  private EngineFingerprint() {}

  /**
   * The machine with an engine on a device.
   *
   * @param version the engine's own
   */
  public static Fingerprint of(Engine engine, String version, Device device) {
    Fingerprint machine =
        Fingerprint.ofThisMachine(new Fingerprint.EngineVersion(engine.name(), version));
    return device instanceof Device.Cuda cuda
        ? machine.withGpu(NvidiaDriver.ofThisMachine().gpu(cuda.index()).identity())
        : machine;
  }
}
