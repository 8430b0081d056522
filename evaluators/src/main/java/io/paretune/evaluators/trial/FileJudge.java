package io.paretune.evaluators.trial;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.data.DataSet;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.runtime.InferenceRuntime;
import java.nio.file.Path;
import java.util.Map;

/** Judges exported files by running them: accuracy on a split, latency under a profile. */
final class FileJudge implements AutoCloseable {

  private final DataSet data;
  private final HardwareProfile profile;
  private final InferenceRuntime runtime;
  private final FileTimer timer;
  private final String fingerprint;
  private final int threads;

  FileJudge(NetworkTask task, DataSet data, MeasuringLease lease, int threads) {
    this.data = data;
    this.profile = task.profile();
    this.threads = threads;
    this.timer = new FileTimer(profile, data.validation(), lease);
    this.runtime = timer.runtime();
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
    Latency latency = timer.latency(file);
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

  /** Median latency of a file that is not kept, in milliseconds. */
  double latency(byte[] content) {
    return timer.latency(content).medianMs();
  }

  @Override
  public void close() {
    timer.close();
  }
}
