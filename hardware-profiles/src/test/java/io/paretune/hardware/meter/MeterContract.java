package io.paretune.hardware.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.OnnxFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every {@link EngineMeter} must do, wherever its device is. */
public interface MeterContract {

  /** A meter of a profile, whose device is this machine; the caller closes it. */
  EngineMeter meter(HardwareProfile profile);

  Path directory();

  /** Quick and easily content: whether figures are true is tested elsewhere. */
  default HardwareProfile profile() {
    HardwareProfile usual = HardwareProfiles.named("cpu-1-thread");
    return usual.withProtocol(
        usual.protocol().withAttempts(1).withTimeBudget(Duration.ofMillis(50)));
  }

  default Path model(byte[] content) throws IOException {
    return Files.write(Files.createTempFile(directory(), "model", ".onnx"), content);
  }

  @Test
  default void aReadingIsWholeAndSaysOnWhatMachine() throws IOException {
    try (EngineMeter meter = meter(profile())) {
      Path file = model(OnnxFiles.convolutions(2, 8, 8));
      MeasuredLatency reading = meter.measure(file, ModelInput.pseudoRandom());
      Latency latency = reading.latency();
      InferenceRuntime runtime = Engines.installed().start(profile());
      assertThat(reading.machine().id())
          .isEqualTo(
              Fingerprint.ofThisMachine(
                      new Fingerprint.EngineVersion(runtime.name(), runtime.version()))
                  .id());
      assertThat(latency.medianMs()).isBetween(latency.ciLowMs(), latency.ciHighMs());
      assertThat(latency.p90Ms()).isPositive().isLessThanOrEqualTo(latency.p99Ms());
      assertThat(latency.samples().count()).isEqualTo(latency.repeats()).isPositive();
      assertThat(latency.samples().quantileMs(0.9)).isEqualTo(latency.p90Ms());
      assertThat(latency.references().medianMs()).isPositive();
      assertThat(latency.noise().values()).isNotEmpty();
      assertThat(latency.heldMs()).isPositive();
      assertThat(latency.batch()).isEqualTo(1);
      assertThat(latency.rejectedAttempts()).isEqualTo(latency.stable() ? 0 : 1);
    }
  }

  @Test
  default void givenValuesFillTheBatchOrAreRefused() throws IOException {
    try (EngineMeter meter = meter(profile().withBatch(2))) {
      Path file = model(OnnxFiles.affine("batch", -1, 3));
      MeasuredLatency reading = meter.measure(file, ModelInput.of(1, 2, 3));
      assertThat(reading.latency().batch()).isEqualTo(2);
      assertThatThrownBy(() -> meter.measure(file, ModelInput.of(1, 2, 3, 4)))
          .isInstanceOf(ModelRefusedException.class)
          .hasMessageContaining("shape [2, 3]")
          .hasMessageContaining("the 4 given ones");
    }
  }

  @Test
  default void aModelThatCannotRunIsRefusedInOneLineAndTheNextOneIsMeasured() throws IOException {
    try (EngineMeter meter = meter(profile())) {
      Path noise = model("not a model".getBytes(StandardCharsets.UTF_8));
      Path unknown = model(OnnxFiles.unknownOperator());
      for (Path wrong : new Path[] {noise, unknown}) {
        assertThatThrownBy(() -> meter.measure(wrong, ModelInput.pseudoRandom()))
            .isInstanceOf(ModelRefusedException.class)
            .hasMessageContaining("refuses the model")
            .message()
            .hasLineCount(1);
      }
      MeasuredLatency reading =
          meter.measure(model(OnnxFiles.affine("", 1, 3)), ModelInput.pseudoRandom());
      assertThat(reading.latency().medianMs()).isPositive();
    }
  }

  @Test
  default void aMissingFileIsNamed() {
    try (EngineMeter meter = meter(profile())) {
      assertThatThrownBy(
              () -> meter.measure(directory().resolve("absent.onnx"), ModelInput.pseudoRandom()))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining("absent.onnx");
    }
  }
}
