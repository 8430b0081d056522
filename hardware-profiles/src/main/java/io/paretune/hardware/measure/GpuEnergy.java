package io.paretune.hardware.measure;

import io.paretune.hardware.gpu.Gpu;
import java.io.IOException;

/** Energy of a GPU as its driver counts it: all of the board, whoever uses it. */
final class GpuEnergy implements EnergyMeter {
  private final Gpu gpu;

  GpuEnergy(Gpu gpu) {
    this.gpu = gpu;
  }

  @Override
  public String missing() {
    return gpu.energyMillijoules().isPresent()
        ? ""
        : "the driver does not count the energy of this " + gpu.name();
  }

  @Override
  public String whose() {
    return "all of the GPU, other processes included; the processor's is not in it";
  }

  @Override
  public Counted start() throws IOException {
    long before = millijoules();
    return () -> (millijoules() - before) / 1e3;
  }

  private long millijoules() throws IOException {
    return gpu.energyMillijoules()
        .orElseThrow(() -> new IOException("the driver stopped counting the GPU's energy"));
  }
}
