package io.paretune.hardware.measure;

import io.paretune.hardware.gpu.NvidiaDriver;
import io.paretune.hardware.profile.Device;
import java.io.IOException;

/** Counts the energy of a device, where the machine shows it. */
interface EnergyMeter {

  /** Why there is nothing to count; empty text if there is. */
  String missing();

  /** Whose energy it is, for people. */
  String whose();

  /** Begins to count. */
  Counted start() throws IOException;

  /** This machine's, of the device that a profile measures on. */
  static EnergyMeter ofThisMachine(Device device) {
    return device instanceof Device.Cuda cuda
        ? new GpuEnergy(NvidiaDriver.ofThisMachine().gpu(cuda.index()))
        : RaplMeter.ofThisMachine();
  }

  /** What was counted since it began. */
  @FunctionalInterface
  interface Counted {
    double joules() throws IOException;
  }
}
