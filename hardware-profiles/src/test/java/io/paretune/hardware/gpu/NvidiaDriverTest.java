package io.paretune.hardware.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.GpuIdentity;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NvidiaDriverTest {
  private final SimulatedNvml machine = new SimulatedNvml("A", "B", "C");

  private String shown(String visible, int index) {
    return NvidiaDriver.start(() -> machine, Optional.of(visible)).gpu(index).name();
  }

  @Test
  void aGpuSaysWhatDecidesItsLatency() {
    Gpu gpu = new SimulatedNvml("NVIDIA H100").driver().gpu(0);
    assertThat(gpu.identity())
        .isEqualTo(
            new GpuIdentity(
                "NVIDIA H100",
                "570.133.20",
                Long.toString(80L << 30),
                "1980 MHz, memory 2619 MHz",
                "700000 mW"));
    assertThat(gpu.energyMillijoules()).hasValue(5_000);
    assertThat(gpu.clockMegahertz()).hasValue(1_410);
    assertThat(gpu.usedBytes()).hasValue(1L << 30);
  }

  @Test
  void whatTheDriverDoesNotTellIsUnknownAndNeverAZero() {
    Gpu gpu = new SimulatedNvml("NVIDIA K80").silent().driver().gpu(0);
    assertThat(gpu.energyMillijoules()).isEmpty();
    assertThat(gpu.clockMegahertz()).isEmpty();
    assertThat(gpu.usedBytes()).isEmpty();
    assertThat(gpu.identity().powerLimit()).isEqualTo(Fingerprint.UNKNOWN);
    assertThat(gpu.identity().memory()).isEqualTo(Fingerprint.UNKNOWN);
  }

  @Test
  void devicesAreCountedAsCudaCountsThem() {
    assertThat(machine.driver().gpu(1).name()).isEqualTo("B");
    assertThat(machine.driver().count()).isEqualTo(3);
    assertThat(NvidiaDriver.start(() -> machine, Optional.of("2,0")).count()).isEqualTo(2);
    assertThat(shown("2,0", 0)).isEqualTo("C");
    assertThat(shown("2,0", 1)).isEqualTo("A");
    assertThat(shown("GPU-1000", 0)).isEqualTo("B");
    // what comes after a name that is none is not shown
    assertThatThrownBy(() -> shown("1,7,0", 1))
        .isInstanceOf(HardwareException.class)
        .hasMessage(
            "there is no device cuda:1: this machine has 3 NVIDIA GPUs, of which"
                + " CUDA_VISIBLE_DEVICES=1,7,0 shows 1; they are counted from cuda:0");
    assertThatThrownBy(() -> shown("", 0)).hasMessageContaining("shows 0");
  }

  @Test
  void aMachineWithoutDriverOrWithoutGpuSaysSoInOneLine() {
    assertThatThrownBy(
            () ->
                NvidiaDriver.start(
                    () -> {
                      throw new UnsatisfiedLinkError("libnvidia-ml.so.1: no such file\nat x");
                    },
                    Optional.empty()))
        .isInstanceOf(HardwareException.class)
        .hasMessage("this machine has no NVIDIA driver (its library NVML cannot be loaded)");
    SimulatedNvml broken = new SimulatedNvml("A");
    broken.started = 9;
    assertThatThrownBy(broken::driver)
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("NVML failed: Driver Not Loaded");
    assertThatThrownBy(() -> new SimulatedNvml().driver().gpu(0))
        .hasMessageContaining("this machine has 0 NVIDIA GPUs");
  }
}
