package io.paretune.hardware.measure.energy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.gpu.NvidiaDriver;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Counts the energy of a device, where the machine shows it. */
public interface EnergyMeter {

  /** Why there is nothing to count, and what would change that; empty if there is something. */
  Optional<String> missing();

  /** Whose energy it is, for people. */
  String whose();

  /** The shortest span whose energy can be told from the next one's. */
  Duration window();

  /** Begins to count. */
  Counted start() throws IOException;

  /**
   * This machine's, of the device that a profile measures on.
   *
   * @throws HardwareException if there is no such GPU
   */
  static EnergyMeter ofThisMachine(Device device) {
    return device instanceof Device.Cuda cuda
        ? new GpuEnergy(NvidiaDriver.ofThisMachine().gpu(cuda.index()))
        : RaplMeter.ofThisMachine();
  }

  /** Why the energy of a profile's device cannot be had from here; empty if it can. One line. */
  static Optional<String> missing(HardwareProfile profile) {
    if (profile.isElsewhere()) {
      return Optional.of("an agent measures latencies alone");
    }
    try {
      return ofThisMachine(profile.device()).missing();
    } catch (HardwareException noSuchDevice) {
      return Optional.of(String.valueOf(noSuchDevice.getMessage()));
    }
  }

  /** What was counted since it began. */
  @FunctionalInterface
  interface Counted {
    double joules() throws IOException;
  }
}
