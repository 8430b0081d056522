package io.paretune.evaluators.trial;

import io.paretune.evaluators.data.DataSet;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.MeasuringProtocol;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Judges exported files by running them: accuracy on a split, latency under a profile. */
final class FileJudge implements AutoCloseable {

  /** Longer than any queue of measurements; a holder that died releases the lease at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final DataSet data;
  private final HardwareProfile profile;
  private final MeasuringLease lease;
  private final InferenceRuntime runtime;
  private final MeasuringProtocol protocol;
  private final String fingerprint;
  private final int threads;

  FileJudge(NetworkTask task, DataSet data, MeasuringLease lease, int threads) {
    this.data = data;
    this.profile = task.profile();
    this.lease = lease;
    this.threads = threads;
    this.runtime = InferenceRuntime.of(profile);
    this.protocol = MeasuringProtocol.of(profile, runtime, lease.directory());
    this.fingerprint = Fingerprint.ofThisMachine(runtime.name(), runtime.version()).id();
  }

  int threads() {
    return threads;
  }

  /** Share of the validation split that a file classifies correctly, 0 to 1. */
  double accuracy(Path file) {
    return FileAccuracy.of(file, data.validation(), threads);
  }

  /** Measures a file on a real image, alone on the machine. */
  void measure(Path file, Map<String, Double> metrics, Map<String, String> provenance) {
    Latency latency = latency(file);
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
    provenance.put(Provenance.FINGERPRINT, fingerprint);
    provenance.put(Provenance.RUNTIME, runtime.name() + " " + runtime.version());
  }

  private Latency latency(Path file) {
    try (LoadedModel model = runtime.load(file, profile)) {
      int batch = model.batch();
      int volume = data.shape().volume();
      float[] input = new float[batch * volume];
      for (int i = 0; i < batch; i++) {
        data.validation().copyInput(i % data.validation().size(), input, i * volume);
      }
      model.setInput(input);
      return protocol.measure(model, () -> lease.exclusive(PATIENCE));
    }
  }

  /** Median latency of a file that is not kept, in milliseconds. */
  double latency(byte[] content) {
    try {
      Path file = Files.createTempFile("paretune-untrained", ".onnx");
      try {
        return latency(Files.write(file, content)).medianMs();
      } finally {
        Files.delete(file);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot keep a file to measure it", unwritable);
    }
  }

  @Override
  public void close() {
    protocol.close();
  }
}
