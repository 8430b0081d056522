package io.paretune.hardware.meter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.deployment.NetworkFiles;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.profile.Threads;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.OnnxFiles;
import io.paretune.hardware.runtime.TorchFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMeterTest {
  private final Path directory;

  ProcessMeterTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private MeasuringLease lease() {
    return MeasuringLease.in(directory.resolve("lease"));
  }

  private static Protocol quick() {
    return Protocol.defaults().withAttempts(1).withTimeBudget(Duration.ofMillis(50));
  }

  private HardwareProfile torch(int threads) {
    HardwareProfile named = HardwareProfiles.named("cpu-1-thread-pytorch");
    return HardwareProfile.of(named.name(), named.target().withThreads(Threads.of(threads)))
        .withProtocol(quick());
  }

  @Test
  void torchScriptIsMeasuredInAProcessOfItsOwn() throws IOException {
    Path file = Files.write(directory.resolve("m.pt"), TorchFiles.affine("3x4"));
    try (Meter meter = Meters.of(torch(1), lease())) {
      MeasuredLatency reading =
          meter.measure(Map.of(torch(1).deployment(), file), ModelInput.pseudoRandom());
      assertThat(reading.machine()).isEqualTo(Meters.identity(torch(1)).machine());
      assertThat(reading.machine().engine().name()).isEqualTo("pytorch");
      assertThat(reading.latency().medianMs()).isPositive();
      assertThat(reading.choice()).isEmpty();
      Path other = Files.write(directory.resolve("other.pt"), OnnxFiles.affine("n", -1, 3));
      assertThatThrownBy(
              () -> meter.measure(Map.of(torch(1).deployment(), other), ModelInput.pseudoRandom()))
          .isInstanceOf(ModelRefusedException.class)
          .hasMessageContaining(other.toString())
          .hasMessageContaining("runtime: onnxruntime");
    }
  }

  @Test
  void anOpenRuntimeIsDecidedByMeasuringBoth() throws IOException {
    Path script = Files.write(directory.resolve("m.pt"), TorchFiles.affine());
    Path onnx = Files.write(directory.resolve("m.onnx"), OnnxFiles.affine("n", -1, 3));
    HardwareProfile auto = HardwareProfiles.named("cpu-1-thread-auto").withProtocol(quick());
    try (Meter meter = Meters.of(auto, lease())) {
      MeasuredLatency reading =
          meter.measure(NetworkFiles.of(onnx, auto.deployments()), ModelInput.pseudoRandom());
      assertThat(reading.choice().orElseThrow().measured()).hasSize(2);
      assertThat(reading.machine().engine().name()).isEqualTo("auto");
      assertThat(reading.machine().engine().version()).contains("onnxruntime ", ", pytorch ");
      // the size of its input is that of the ONNX file beside it
      assertThat(script).exists();
    }
  }
}
