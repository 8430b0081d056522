package io.paretune.evaluators.trial;

import io.paretune.evaluators.artifact.ArtifactSize;
import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.prune.GradualPruning;
import io.paretune.evaluators.compress.prune.Importance;
import io.paretune.evaluators.compress.prune.Pruned;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.latency.MissingKernelException;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.profile.RuntimeKind;
import io.paretune.hardware.runtime.ModelFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes the files of trials, and tells what is known of them before any training. */
final class TrialFiles {

  private final TrialSpec spec;
  private final DataSet data;
  private final FileJudge judge;
  private final ArtifactSink artifacts;
  private final List<Deployment> deployments;

  TrialFiles(NetworkProblem problem, FileJudge judge, ArtifactSink artifacts) {
    this.spec = problem.spec();
    this.data = problem.data();
    this.judge = judge;
    this.artifacts = artifacts;
    this.deployments = Deployment.of(spec.measuring().profile());
  }

  /**
   * What the trial will measure and is known before it trains.
   *
   * <p>Exact are the size of the file (left out where it is open which of two will be deployed),
   * the number of weights and of multiply-adds: which channels pruning removes depends on weights
   * and criterion, but not how many of each layer, and no number in the file takes more room for
   * being larger. The latency is predicted if there is a table (and left out for a network that the
   * table cannot predict); else, if it is wanted first, it is measured of the untrained network:
   * the same operators on the same shapes, and other weights.
   */
  Map<String, Double> known(
      WeightedNetwork untrained, CompressionPlan plan, TrialProgress progress) {
    WeightedNetwork cut = untrained;
    if (plan.pruning().prunes()) {
      Pruned pruned =
          GradualPruning.of(plan.pruning(), untrained.network(), Importance.l1()).atOnce(untrained);
      cut = new WeightedNetwork(pruned.network(), pruned.weights());
    }
    float[][] images = plan.quantisation().calibrates() ? data.train().sample(1) : new float[0][];
    Map<Deployment, byte[]> possible = possible(cut, plan, images);
    Map<String, Double> known = new LinkedHashMap<>();
    known.put(Metrics.PARAMETERS, (double) cut.network().parameters());
    known.put(Metrics.MULTIPLY_ADDS, (double) cut.network().multiplyAdds());
    if (possible.size() == 1) {
      known.put(Metrics.SIZE, (double) only(possible).getValue().length);
    }
    if (spec.measuring().latencyTable().isPresent()) {
      predicted(cut, plan).ifPresent(ms -> known.put(Metrics.LATENCY, ms));
    } else if (spec.measuring().untrainedFirst()) {
      progress.doing("measuring untrained");
      judge.latency(files(possible)).ifPresent(ms -> known.put(Metrics.LATENCY, ms));
    }
    return known;
  }

  /** What the table says; nothing if it lacks a kernel, which the check at the start may miss. */
  private OptionalDouble predicted(WeightedNetwork cut, CompressionPlan plan) {
    try {
      return OptionalDouble.of(
          spec.measuring()
              .latencyTable()
              .orElseThrow()
              .predictor()
              .milliseconds(cut, plan.quantisation()));
    } catch (MissingKernelException unknown) {
      return OptionalDouble.empty();
    }
  }

  /**
   * Writes and keeps the files. Where the profile leaves the runtime open and several have kernels
   * for the plan, each runs its file, and the faster one's is kept.
   *
   * @param ready the file for ONNX Runtime, if training with its rounding has made it
   */
  Exported export(
      WeightedNetwork trained,
      CompressionPlan plan,
      Optional<byte[]> ready,
      TrialProgress progress) {
    float[][] images = ready.isPresent() ? new float[0][] : calibrationImages(plan);
    Map<Deployment, byte[]> possible =
        ready
            .map(file -> Map.of(deployments.get(0), file))
            .orElseGet(() -> possible(trained, plan, images));
    Optional<MeasuredLatency> reading = Optional.empty();
    Map.Entry<Deployment, byte[]> taken = only(possible);
    if (possible.size() > 1) {
      progress.doing("measuring by each runtime");
      MeasuredLatency both = judge.read(files(possible));
      RuntimeKind faster = both.choice().orElseThrow().taken();
      taken =
          possible.entrySet().stream()
              .filter(file -> file.getKey().runtime() == faster)
              .findFirst()
              .orElseThrow();
      reading = Optional.of(both);
    }
    Deployment deployment = taken.getKey();
    Optional<ArtifactSink.Stored> twin =
        plan.quantisation().quantises()
            ? Optional.of(
                artifacts.put(
                    encode(deployment, trained, CompressionPlan.none(), images),
                    deployment.format()))
            : Optional.empty();
    byte[] file = taken.getValue();
    return new Exported(
        deployment, artifacts.put(file, deployment.format()), ArtifactSize.of(file), twin, reading);
  }

  /** The files among which a measurement chooses; one where nothing is measured. */
  private Map<Deployment, byte[]> possible(
      WeightedNetwork network, CompressionPlan plan, float[][] images) {
    Map<Deployment, byte[]> files = new LinkedHashMap<>();
    boolean chosen = deployments.size() > 1 && spec.measuring().latency();
    for (Deployment deployment : chosen ? deployments : deployments.subList(0, 1)) {
      if (!chosen || deployment.runs(network.network(), plan.quantisation())) {
        files.put(deployment, encode(deployment, network, plan, images));
      }
    }
    return files;
  }

  private static Map.Entry<Deployment, byte[]> only(Map<Deployment, byte[]> possible) {
    return possible.entrySet().iterator().next();
  }

  private static Map<ModelFile, byte[]> files(Map<Deployment, byte[]> possible) {
    Map<ModelFile, byte[]> files = new LinkedHashMap<>();
    possible.forEach((deployment, file) -> files.put(ModelFile.of(deployment.runtime()), file));
    return files;
  }

  private byte[] encode(
      Deployment deployment, WeightedNetwork trained, CompressionPlan plan, float[][] images) {
    return deployment.encode(trained, plan.quantisation(), images, judge.threads());
  }

  /** Training images to calibrate with; none where the plan needs none. */
  float[][] calibrationImages(CompressionPlan plan) {
    return plan.quantisation().calibrates()
        ? data.train().sample(spec.schedule().calibrationImages())
        : new float[0][];
  }

  /**
   * The files of a trial.
   *
   * @param deployment how the file is run
   * @param file what is deployed
   * @param size of that file
   * @param twin the same network in 32 bits, where that is another file
   * @param reading how long the file takes, if that was measured to choose it
   */
  record Exported(
      Deployment deployment,
      ArtifactSink.Stored file,
      ArtifactSize size,
      Optional<ArtifactSink.Stored> twin,
      Optional<MeasuredLatency> reading) {}
}
