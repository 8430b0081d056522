package io.paretune.evaluators.trial;

import io.paretune.evaluators.data.DataSet;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Judges exported files by running them: accuracy on a split, latency under a profile. */
final class FileJudge implements AutoCloseable {

  private final DataSet data;
  private final HardwareProfile profile;
  private final Meter meter;
  private final int threads;

  /**
   * A judge.
   *
   * @param meter of the task's profile; closed with the judge
   */
  FileJudge(NetworkTask task, DataSet data, Meter meter, int threads) {
    this.data = data;
    this.profile = task.profile();
    this.meter = meter;
    this.threads = threads;
  }

  int threads() {
    return threads;
  }

  /** Share of the validation split that a file classifies correctly, 0 to 1. */
  double accuracy(Path file) {
    return FileAccuracy.of(file, data.validation(), threads);
  }

  /** Measures a file on real images, alone on the machine of the profile. */
  void measure(Path file, Map<String, Double> metrics, Map<String, String> provenance) {
    MeasuredLatency reading = read(file);
    Latency latency = reading.latency();
    metrics.put(Metrics.LATENCY, latency.medianMs());
    metrics.put(Metrics.LATENCY_P90, latency.p90Ms());
    metrics.put(Metrics.LATENCY_P99, latency.p99Ms());
    metrics.put(Metrics.LATENCY_LOW, latency.ciLowMs());
    metrics.put(Metrics.LATENCY_HIGH, latency.ciHighMs());
    provenance.put(Provenance.LATENCY_STABLE, Boolean.toString(latency.stable()));
    if (!latency.stable()) {
      provenance.put(Provenance.LATENCY_REASON, latency.reason());
    }
    provenance.put(Provenance.LATENCY_REPEATS, Integer.toString(latency.repeats()));
    provenance.put(Provenance.LATENCY_REJECTED, Integer.toString(latency.rejectedAttempts()));
    provenance.put(Provenance.PROFILE, profile.name());
    provenance.put(Provenance.FINGERPRINT, reading.machine().id());
    provenance.put(
        Provenance.RUNTIME, reading.machine().runtime() + " " + reading.machine().runtimeVersion());
  }

  private MeasuredLatency read(Path file) {
    int batch = profile.batch();
    int volume = data.shape().volume();
    float[] input = new float[batch * volume];
    for (int i = 0; i < batch; i++) {
      data.validation().copyInput(i % data.validation().size(), input, i * volume);
    }
    return meter.measure(file, ModelInput.of(input));
  }

  /** Median latency of a file that is not kept, in milliseconds. */
  double latency(byte[] content) {
    try {
      Path file = Files.createTempFile("paretune-untrained", ".onnx");
      try {
        return read(Files.write(file, content)).latency().medianMs();
      } finally {
        Files.delete(file);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot keep a file to measure it", unwritable);
    }
  }

  @Override
  public void close() {
    meter.close();
  }
}
