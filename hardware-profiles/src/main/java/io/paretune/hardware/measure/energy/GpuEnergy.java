package io.paretune.hardware.measure.energy;

import io.paretune.hardware.gpu.Gpu;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Energy of a GPU as its driver counts it: all of the board, whoever uses it. */
final class GpuEnergy implements EnergyMeter {

  /** NVML's counter moves every 20 to 100 ms. */
  private static final Duration WINDOW = Duration.ofMillis(500);

  private final Gpu gpu;

  GpuEnergy(Gpu gpu) {
    this.gpu = gpu;
  }

  @Override
  public Optional<String> missing() {
    return gpu.energyMillijoules().isPresent()
        ? Optional.empty()
        : Optional.of(
            "the driver does not count the energy of this "
                + gpu.name()
                + "; it does from the Volta generation on, for whole GPUs");
  }

  @Override
  public String whose() {
    return "all of the GPU, other processes included; the processor's is not in it";
  }

  @Override
  public Duration window() {
    return WINDOW;
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
