package io.paretune.evaluators.trial.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.figure.FileFigure;
import io.paretune.evaluators.trial.measure.figure.FileFigures;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactEvaluationTest {

  /** What can be had until it is measured. */
  private static final class Lost implements FileFigure {
    private final boolean forGood;
    private boolean asked;

    Lost(boolean forGood) {
      this.forGood = forGood;
    }

    @Override
    public String metric() {
      return "lost";
    }

    @Override
    public Optional<String> missing(HardwareProfile profile) {
      Optional<String> why =
          asked && forGood ? Optional.of("nobody may read it") : Optional.empty();
      asked = true;
      return why;
    }

    @Override
    public Found measure(FileTimer timer, Deployment deployment, Path file) {
      throw new HardwareException("it cannot be read any more");
    }
  }

  @Test
  void keptSamplesGiveTheTrialsFiguresAgain(@TempDir Path directory) throws Exception {
    TrialSpec spec = DigitsTask.task(Optional.empty());
    NetworkProblem problem = spec.open();
    Network network = problem.family().largest(problem.context());
    HardwareProfile profile =
        spec.measuring()
            .profile()
            .withProtocol(
                Protocol.defaults().withAttempts(2).withTimeBudget(Duration.ofMillis(50)));
    Path file = directory.resolve("network.onnx");
    Files.write(file, OnnxExport.encode(network, Initialisation.kaiming(network, 1)));
    Map<String, byte[]> kept = new HashMap<>();
    ArtifactSink sink =
        (bytes, suffix) -> {
          kept.put("hash" + suffix, bytes);
          return new ArtifactSink.Stored("hash" + suffix, directory);
        };
    Map<String, Double> metrics = new HashMap<>();
    Map<String, String> provenance = new HashMap<>();
    try (ArtifactEvaluation judge =
        new ArtifactEvaluation(
            problem,
            sink,
            Meters.of(
                profile, MeasuringLease.in(Files.createDirectories(directory.resolve("lease")))),
            1,
            StepGate.open())) {
      Exported exported =
          new Exported(
              profile.deployment(),
              new ArtifactSink.Stored("hash", file),
              Files.size(file),
              Optional.empty(),
              Optional.empty());
      for (FileFigure figure :
          FileFigures.among(Set.of(Metrics.PEAK_MEMORY, Metrics.ENERGY, Metrics.COST))) {
        judge.measure(figure, exported, metrics, provenance);
      }
      judge.measure(new Lost(true), exported, metrics, provenance);
      assertThat(provenance).containsEntry(Provenance.unavailable("lost"), "nobody may read it");
      assertThatThrownBy(
              () -> judge.measure(new Lost(false), exported, metrics, new HashMap<>(provenance)))
          .hasMessage("it cannot be read any more");
      // a figure is the machine's without a latency, too
      String machine = provenance.get(Provenance.FINGERPRINT);
      judge.record(judge.read(profile.deployment(), file), metrics, provenance);
      assertThat(provenance)
          .containsKey(Provenance.unavailable(Metrics.COST))
          .containsEntry(Provenance.FINGERPRINT, machine);
      for (String metric : Set.of(Metrics.PEAK_MEMORY, Metrics.ENERGY)) {
        // by whether this machine shows it
        assertThat(provenance.keySet())
            .containsAnyOf(Provenance.how(metric), Provenance.unavailable(metric));
        assertThat(metrics.containsKey(metric))
            .isEqualTo(provenance.containsKey(Provenance.how(metric)));
      }
    }

    byte[] samples =
        kept.getOrDefault(provenance.getOrDefault(Provenance.LATENCY_SAMPLES, ""), new byte[0]);
    assertThat(samples).hasSizeGreaterThan(100);
    Latency again = Recording.fromBytes(samples).latency();
    assertThat(metrics)
        .containsEntry(Metrics.LATENCY, again.medianMs())
        .containsEntry(Metrics.LATENCY_P90, again.p90Ms())
        .containsEntry(Metrics.LATENCY_P99, again.p99Ms())
        .containsEntry(Metrics.LATENCY_LOW, again.ciLowMs())
        .containsEntry(Metrics.LATENCY_HIGH, again.ciHighMs());
    assertThat(provenance)
        .containsEntry(Provenance.LATENCY_STABLE, Boolean.toString(again.stable()))
        .containsKeys(Provenance.LATENCY_COLLECTIONS, Provenance.LATENCY_PINNING);
  }
}
