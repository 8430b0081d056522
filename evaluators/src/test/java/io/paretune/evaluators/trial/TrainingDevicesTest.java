package io.paretune.evaluators.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.profile.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDevicesTest {

  private static List<String> places(String text, int count, int gpus) {
    List<Device.Cuda> present = IntStream.range(0, gpus).mapToObj(Device.Cuda::new).toList();
    return TrainingDevices.parse(text, count).places(present).stream().map(Device::text).toList();
  }

  @Test
  void oneWordSaysWhereAndOneNumberHowMany() {
    assertThat(places("cpu", 1, 4)).containsExactly("cpu");
    assertThat(places("cpu", 2, 4)).containsExactly("cpu", "cpu");
    assertThat(places("cuda:1", 2, 4)).containsExactly("cuda:1", "cuda:2");
    assertThat(places("auto", 2, 4)).containsExactly("cuda:0", "cuda:1");
    assertThat(places("auto", 2, 0)).containsExactly("cpu", "cpu");
    assertThat(TrainingDevices.parse("cpu", 1)).isEqualTo(TrainingDevices.of(new Device.Cpu()));
  }

  @Test
  void whatIsNotThereIsRefusedWithWhatIs() {
    assertThatThrownBy(() -> places("auto", 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training on 3 devices: this machine has 2 GPUs; give devices: 2 or fewer");
    assertThatThrownBy(() -> TrainingDevices.parse("gpu", 1))
        .hasMessage("device must be auto, cpu or cuda:N, got 'gpu'");
  }

  @Test
  void freeOnesAreTheProcessorWhereThereIsNoGpu(@TempDir Path directory) {
    try (TrainingDevices.Taken taken = TrainingDevices.parse("cpu", 2).take(directory)) {
      assertThat(taken.devices().text()).isEqualTo("cpu, cpu");
    }
  }
}
