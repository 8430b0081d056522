package io.paretune.hardware.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a machine with an NVIDIA GPU can show; elsewhere each test says why it is left out. */
@Tag("gpu")
class RealGpuTest {

  private static Gpu gpu() {
    try {
      return NvidiaDriver.ofThisMachine().gpu(0);
    } catch (HardwareException none) {
      return abort("left out: " + none.getMessage());
    }
  }

  @Test
  void theDriverTellsWhoItsFirstGpuIs() {
    Gpu gpu = gpu();
    assertThat(gpu.name()).isNotBlank();
    assertThat(gpu.identity().driver()).matches("[0-9.]+");
    assertThat(gpu.usedBytes().orElse(1)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda-0", "cuda-0-pytorch"})
  void aNetworkGivesOnTheGpuWhatItGivesOnTheProcessor(String name) {
    gpu();
    HardwareProfile profile = HardwareProfiles.named(name);
    HardwareProfile processor = HardwareProfiles.named("cpu-1-thread");
    InferenceRuntime runtime;
    try {
      runtime = Engines.installed().start(profile);
    } catch (HardwareException notBuiltIn) {
      abort("left out: " + notBuiltIn.getMessage());
      return;
    }
    try (LoadedModel there = runtime.loadReference(profile);
        LoadedModel here = Engines.installed().start(processor).loadReference(processor)) {
      float[] expected = here.output();
      float[] got = there.output();
      for (int i = 0; i < got.length; i++) {
        // TensorFloat-32 may be used in convolutions
        assertThat(got[i]).isCloseTo(expected[i], within(1e-2f));
      }
      assertThat(runtime.machine().gpu()).isPresent();
    }
  }
}
