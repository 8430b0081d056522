package io.paretune.experiments.evaluation.network;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.measure.LatencyRecord;
import io.paretune.evaluators.trial.measure.figure.FileFigures;
import io.paretune.experiments.measuring.LateMeasuring;
import io.paretune.experiments.measuring.LeftTrials;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.meter.FastestMeter;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.agent.AgentPool;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.results.artifact.ArtifactStore;
import io.paretune.search.trial.Measurement;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Has agents time the files that trials left. */
final class LateLatency implements LateMeasuring {

  private final HardwareProfile profile;
  private final Split examples;
  private final ArtifactStore artifacts;
  private final AgentPool agents;
  private final LeftTrials kept;

  private LateLatency(
      HardwareProfile profile,
      Split examples,
      ArtifactStore artifacts,
      AgentPool agents,
      LeftTrials kept) {
    this.profile = profile;
    this.examples = examples;
    this.artifacts = artifacts;
    this.agents = agents;
    this.kept = kept;
  }

  /**
   * Whether files of trials are timed by agents alone, and nothing else is asked of those: where
   * several engines compete, their times decide what is kept.
   */
  static boolean takes(Measuring measuring) {
    return measuring.profile().isElsewhere()
        && measuring.latency()
        && measuring.profile().deployments().equals(List.of(Deployment.ONNX))
        && FileFigures.among(measuring.wanted()).isEmpty();
  }

  /**
   * @param profile that names agents, and one engine
   * @param examples what files run on
   * @param run that has the files, and remembers which machine answered first
   */
  static LateMeasuring of(HardwareProfile profile, Split examples, RunDirectory run) {
    return new LateLatency(
        profile,
        examples,
        run.artifacts(),
        AgentPool.of(profile, Optional.of(run.path())),
        LeftTrials.in(run.unmeasured()));
  }

  /** A worker's meter, which measures only what is not kept. */
  static Meter leavingTo(Meter meter) {
    return new Meter() {
      @Override
      public MeasuredLatency measure(Map<Deployment, Path> files, ModelInput input) {
        return meter.measure(files, input);
      }

      @Override
      public Meter atBatch(int batch) {
        return meter.atBatch(batch);
      }

      @Override
      public boolean leavesFiles() {
        return true;
      }

      @Override
      public void close() {
        meter.close();
      }
    };
  }

  @Override
  public boolean isLeft(Measurement found) {
    return found.provenance().containsKey(Provenance.UNTIMED);
  }

  @Override
  public boolean isThere(Measurement left) {
    return Optional.ofNullable(left.provenance().get(Provenance.ARTIFACT))
        .flatMap(hash -> artifacts.path(hash))
        .isPresent();
  }

  @Override
  public LeftTrials kept() {
    return kept;
  }

  @Override
  public Measurement measured(Measurement found) {
    Map<String, Double> metrics = new LinkedHashMap<>(found.metrics());
    Map<String, String> provenance = new LinkedHashMap<>(found.provenance());
    provenance.remove(Provenance.UNTIMED);
    Deployment deployment = profile.deployment();
    // one for each thread; the pool is not closed with it, and holds nothing open
    Meter meter = new FastestMeter(Map.of(deployment, agents), Fingerprint::ofThisMachine);
    MeasuredLatency reading =
        FileTimer.of(profile, examples, meter)
            .measureFiles(
                Map.of(
                    deployment,
                    artifacts.verified(
                        Objects.requireNonNull(provenance.get(Provenance.ARTIFACT)))));
    new LatencyRecord(profile, NetworkEvaluator.sink(artifacts)).of(reading, metrics, provenance);
    return new Measurement(metrics, provenance);
  }

  @Override
  public int atOnce() {
    return agents.size();
  }

  @Override
  public List<AgentPool.Standing> agents() {
    return agents.standings();
  }
}
