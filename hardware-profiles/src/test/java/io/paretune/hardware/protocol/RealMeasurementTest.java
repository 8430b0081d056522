package io.paretune.hardware.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.lease.LeaseAccount;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.protocol.statistics.MedianInterval;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import io.paretune.hardware.runtime.OnnxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real network on this machine, whatever else it does: no figure is expected, only that it is
 * honest.
 */
class RealMeasurementTest {
  private final Path directory;

  RealMeasurementTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu-1-thread", "cpu-all-threads"})
  void figureIsStableOrSaysWhyNot(String name) throws IOException {
    HardwareProfile profile = HardwareProfiles.named(name);
    profile =
        profile.withProtocol(
            profile.protocol().withAttempts(2).withTimeBudget(Duration.ofMillis(200)));
    InferenceRuntime runtime = Engines.installed().start(profile);
    MeasuringLease lease = MeasuringLease.in(directory);
    Path file = Files.write(directory.resolve("m.onnx"), OnnxFiles.convolutions(2, 8, 8));
    try (MeasuringProtocol protocol = MeasuringProtocol.of(profile, runtime, lease.directory());
        LoadedModel model = runtime.load(file, profile)) {
      Latency latency = protocol.measure(model, () -> lease.exclusive(Duration.ofSeconds(30)));
      assertThat(latency.medianMs()).isPositive().isBetween(latency.ciLowMs(), latency.ciHighMs());
      assertThat(latency.p99Ms()).isGreaterThanOrEqualTo(latency.p90Ms());
      assertThat(latency.repeats()).isGreaterThanOrEqualTo(MedianInterval.FEWEST);
      assertThat(latency.stable()).isEqualTo(latency.reason().isEmpty());
      LeaseAccount account = lease.account();
      assertThat(account.measurements())
          .isEqualTo(latency.rejectedAttempts() + (latency.stable() ? 1 : 0));
      assertThat(account.measurementsHeld().toNanos() / 1e6)
          .isGreaterThanOrEqualTo(latency.heldMs());
    }
  }
}
