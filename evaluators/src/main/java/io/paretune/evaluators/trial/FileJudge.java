package io.paretune.evaluators.trial;

import io.paretune.evaluators.data.DataSet;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Attempt;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.MeasuringProtocol;
import io.paretune.hardware.protocol.Recording;
import io.paretune.hardware.protocol.Sign;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;

/** Judges exported files by running them: accuracy on a split, latency under a profile. */
final class FileJudge implements AutoCloseable {

  private static final String SAMPLES_SUFFIX = ".samples.json.gz";

  /** Longer than any queue of measurements; a holder that died releases the lease at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final DataSet data;
  private final HardwareProfile profile;
  private final MeasuringLease lease;
  private final InferenceRuntime runtime;
  private final MeasuringProtocol protocol;
  private final ArtifactSink artifacts;
  private final String fingerprint;
  private final int threads;

  FileJudge(
      NetworkTask task,
      DataSet data,
      ArtifactSink artifacts,
      MeasuringLease lease,
      int threads) {
    this.data = data;
    this.artifacts = artifacts;
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
    Attempt last = latency.attempts().get(latency.attempts().size() - 1);
    provenance.put(Provenance.LATENCY_COLLECTIONS, Integer.toString(last.collectedRuns()));
    last.noise()
        .value(Sign.SWITCHES)
        .ifPresent(
            count -> provenance.put(Provenance.LATENCY_SWITCHES, Long.toString((long) count)));
    provenance.put(Provenance.LATENCY_PINNING, last.pinning());
    provenance.put(
        Provenance.LATENCY_SAMPLES,
        artifacts.put(Recording.of(latency).toBytes(), SAMPLES_SUFFIX).hash());
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

  /**
   * Median latency of a file that is not kept, in milliseconds; nothing if the machine was too
   * noisy for a figure that can be relied on.
   */
  OptionalDouble latency(byte[] content) {
    try {
      Path file = Files.createTempFile("paretune-untrained", ".onnx");
      try {
        Latency latency = latency(Files.write(file, content));
        return latency.stable() ? OptionalDouble.of(latency.medianMs()) : OptionalDouble.empty();
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
