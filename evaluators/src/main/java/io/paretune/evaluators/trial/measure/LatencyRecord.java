package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import io.paretune.hardware.protocol.noise.NoiseIndicator;
import io.paretune.search.trial.Caveat;
import java.util.Map;

/**
 * Writes down what was measured of a trial's file.
 *
 * @param profile under which it was measured
 * @param artifacts where recordings go
 */
public record LatencyRecord(HardwareProfile profile, ArtifactSink artifacts) {

  /** Writes down what was measured; keeps everything that was timed. */
  public void of(
      MeasuredLatency reading, Map<String, Double> metrics, Map<String, String> provenance) {
    Latency latency = reading.latency();
    metrics.put(Metrics.LATENCY, latency.medianMs());
    metrics.put(Metrics.LATENCY_P90, latency.p90Ms());
    metrics.put(Metrics.LATENCY_P99, latency.p99Ms());
    metrics.put(Metrics.LATENCY_LOW, latency.ciLowMs());
    metrics.put(Metrics.LATENCY_HIGH, latency.ciHighMs());
    provenance.put(Provenance.LATENCY_STABLE, Boolean.toString(latency.stable()));
    if (!latency.stable()) {
      provenance.put(Provenance.LATENCY_REASON, latency.reason());
      for (String metric : Metrics.TIMED) {
        Caveat caveat = new Caveat(metric, Caveat.Kind.UNSTABLE, latency.reason());
        provenance.put(caveat.key(), caveat.text());
      }
    }
    provenance.put(Provenance.LATENCY_REPEATS, Integer.toString(latency.repeats()));
    provenance.put(Provenance.LATENCY_REJECTED, Integer.toString(latency.rejectedAttempts()));
    if (!latency.attempts().isEmpty()) {
      circumstances(latency, provenance);
    }
    provenance.put(Provenance.PROFILE, profile.name());
    provenance.put(Provenance.FINGERPRINT, reading.machine().id());
    provenance.put(Provenance.RUNTIME, reading.machine().engine().toString());
    reading.choice().ifPresent(choice -> provenance.put(Provenance.RUNTIME_CHOICE, choice.why()));
  }

  private void circumstances(Latency latency, Map<String, String> provenance) {
    provenance.put(Provenance.LATENCY_COLLECTIONS, Integer.toString(latency.collectedRuns()));
    latency
        .noise()
        .value(NoiseIndicator.SWITCHES)
        .ifPresent(
            count -> provenance.put(Provenance.LATENCY_SWITCHES, Long.toString((long) count)));
    provenance.put(Provenance.LATENCY_PINNING, latency.pinning());
    provenance.put(
        Provenance.LATENCY_SAMPLES,
        artifacts.put(Recording.of(latency).toBytes(), Recording.SUFFIX).hash());
  }
}
