package io.paretune.hardware.measure.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.hardware.gpu.SimulatedNvml;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GpuEnergyTest {
  @Test
  void energyIsWhatTheDriverCountedInBetween() throws IOException {
    SimulatedNvml machine = new SimulatedNvml("NVIDIA H100");
    EnergyMeter meter = new GpuEnergy(machine.driver().gpu(0));
    assertThat(meter.missing()).isEmpty();
    EnergyMeter.Counted counted = meter.start();
    machine.millijoules += 2_500;
    assertThat(counted.joules()).isCloseTo(2.5, within(1e-12));
    assertThat(meter.whose()).contains("all of the GPU");
  }

  @Test
  void aGpuThatIsNotCountedSaysSo() {
    SimulatedNvml machine = new SimulatedNvml("NVIDIA K80").silent();
    EnergyMeter meter = new GpuEnergy(machine.driver().gpu(0));
    assertThat(meter.missing())
        .contains(
            "the driver does not count the energy of this NVIDIA K80; it does from the Volta"
                + " generation on, for whole GPUs");
  }
}
