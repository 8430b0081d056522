package io.paretune.hardware.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Threads;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.protocol.Recording;
import io.paretune.hardware.runtime.OnnxFiles;
import io.paretune.hardware.runtime.TorchFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real network on this machine, whatever else it does: no figure is expected. */
class ModelMeasuringTest {
  private final Path directory;

  ModelMeasuringTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void everyFigureIsThereOrSaysWhyNot() throws IOException {
    Path file = Files.write(directory.resolve("m.onnx"), OnnxFiles.convolutions(2, 8, 8));
    try (ModelMeasuring measuring = ModelMeasuring.open(quick(), MeasuringLease.in(directory))) {
      ModelFigures figures = measuring.measure(file, List.of(1), true);
      assertThat(figures.file().bytes()).isEqualTo(Files.size(file));
      assertThat(figures.readings().keySet())
          .containsExactly(
              ModelFigures.THROUGHPUT,
              ModelFigures.COST,
              ModelFigures.PEAK_MEMORY,
              ModelFigures.START_UP,
              ModelFigures.ENERGY);
      figures
          .readings()
          .forEach(
              (name, reading) -> {
                reading.value().ifPresent(value -> assertThat(value).as(name).isNotNegative());
                assertThat(reading.note()).as(name).isNotEmpty();
              });
      assertThat(figures.readings().get(ModelFigures.START_UP)).isNotNull();
      JsonNode json = new ObjectMapper().readTree(figures.toJson());
      byte[] samples = json.get("latencies").get(0).get("samples").binaryValue();
      assertThat(Recording.fromBytes(samples).latency().medianMs())
          .isEqualTo(figures.latencies().get(0).medianMs());
      assertThat(json.get("fingerprint").get("id").asText()).isEqualTo(figures.fingerprint().id());
    }
  }

  @Test
  void batchesAreMeasuredInOrderAndOneThatTheModelRefusesIsNamed() throws IOException {
    Path open = Files.write(directory.resolve("open.onnx"), OnnxFiles.affine("n", -1, 3));
    Path fixed = Files.write(directory.resolve("fixed.onnx"), OnnxFiles.affine("", 1, 3));
    try (ModelMeasuring measuring = ModelMeasuring.open(quick(), MeasuringLease.in(directory))) {
      assertThat(measuring.measure(open, List.of(4, 1), false).latencies())
          .extracting(latency -> latency.batch())
          .containsExactly(1, 4);
      assertThatThrownBy(() -> measuring.measure(fixed, List.of(1, 4), false))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining("is fixed at batch 1");
    }
  }

  /** This process has one thread; the probe would refuse the profile if it had not two. */
  @Test
  void aProbeIsStartedWithTheProfilesThreads() throws IOException {
    HardwareProfile one = HardwareProfiles.named("cpu-1-thread-pytorch");
    HardwareProfile two = HardwareProfile.of("two", one.target().withThreads(Threads.of(2)));
    Path file = Files.write(directory.resolve("m.pt"), TorchFiles.affine("3x4"));
    try {
      assertThat(ProbeProcess.energy(file, two).note()).isNotEmpty();
    } catch (HardwareException nothingToCount) {
      assertThat(nothingToCount).hasMessageContaining("energy");
    }
  }

  @Test
  void memoryIsTheHighestLessWhatWasThereBefore() {
    String before = "VmHWM:\t  900 kB\nVmRSS:\t  800 kB\n";
    assertThat(ProbeMain.attributable(before, "VmHWM:\t 1000 kB\nVmRSS:\t 700 kB\n"))
        .isEqualTo("memory " + 200 * 1024);
    assertThat(ProbeMain.attributable(before, before))
        .isEqualTo("unavailable the model stays below what starting the engine took");
    String reset = "VmHWM:\t  800 kB\nVmRSS:\t  800 kB\n";
    assertThat(ProbeMain.attributable(reset, reset)).isEqualTo("memory 0");
    assertThat(ProbeMain.attributable("", "")).contains("does not show the highest");
  }

  private static HardwareProfile quick() {
    HardwareProfile profile = HardwareProfiles.named("cpu-1-thread");
    return profile.withProtocol(
        profile.protocol().withAttempts(1).withTimeBudget(Duration.ofMillis(60)));
  }
}
