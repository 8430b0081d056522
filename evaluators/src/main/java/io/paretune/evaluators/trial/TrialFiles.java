package io.paretune.evaluators.trial;

import io.paretune.evaluators.artifact.ArtifactSize;
import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.prune.GradualPruning;
import io.paretune.evaluators.compress.prune.Importance;
import io.paretune.evaluators.compress.prune.Pruned;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.latency.MissingKernelException;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes the files of trials, and tells what is known of them before any training. */
final class TrialFiles {

  private final NetworkTask task;
  private final DataSet data;
  private final FileJudge judge;
  private final ArtifactSink artifacts;
  private final Deployment deployment;

  TrialFiles(NetworkTask task, DataSet data, FileJudge judge, ArtifactSink artifacts) {
    this.task = task;
    this.data = data;
    this.judge = judge;
    this.artifacts = artifacts;
    this.deployment = Deployment.of(task.profile());
  }

  /** What is written. */
  Deployment deployment() {
    return deployment;
  }

  /**
   * What the trial will measure and is known before it trains.
   *
   * <p>Exact are the size of the file, the number of weights and of multiply-adds: which channels
   * pruning removes depends on weights and criterion, but not how many of each layer, and no number
   * in the file takes more room for being larger. The latency is predicted if there is a table (and
   * left out for a network that the table cannot predict); else, if it is wanted first, it is
   * measured of the untrained network: the same operators on the same shapes, and other weights.
   */
  Map<String, Double> known(
      WeightedNetwork untrained, CompressionPlan plan, TrialProgress progress) {
    WeightedNetwork cut = untrained;
    if (plan.pruning().prunes()) {
      Pruned pruned =
          GradualPruning.of(plan.pruning(), untrained.network(), Importance.l1()).atOnce(untrained);
      cut = new WeightedNetwork(pruned.network(), pruned.weights());
    }
    byte[] file =
        encode(
            cut, plan, plan.quantisation().calibrates() ? data.train().sample(1) : new float[0][]);
    Map<String, Double> known = new LinkedHashMap<>();
    known.put(Metrics.PARAMETERS, (double) cut.network().parameters());
    known.put(Metrics.MULTIPLY_ADDS, (double) cut.network().multiplyAdds());
    known.put(Metrics.SIZE, (double) file.length);
    if (task.latencyTable().isPresent()) {
      predicted(cut, plan).ifPresent(ms -> known.put(Metrics.LATENCY, ms));
    } else if (task.latencyFirst()) {
      progress.doing("measuring untrained");
      judge.latency(file).ifPresent(ms -> known.put(Metrics.LATENCY, ms));
    }
    return known;
  }

  /** What the table says; nothing if it lacks a kernel, which the check at the start may miss. */
  private OptionalDouble predicted(WeightedNetwork cut, CompressionPlan plan) {
    try {
      return OptionalDouble.of(
          task.latencyTable().orElseThrow().predictor().milliseconds(cut, plan.quantisation()));
    } catch (MissingKernelException unknown) {
      return OptionalDouble.empty();
    }
  }

  /**
   * Writes and keeps the files.
   *
   * @param ready the file, if training with its rounding has made it
   */
  Exported export(WeightedNetwork trained, CompressionPlan plan, Optional<byte[]> ready) {
    float[][] images = ready.isPresent() ? new float[0][] : calibrationImages(plan);
    byte[] file = ready.orElseGet(() -> encode(trained, plan, images));
    Optional<ArtifactSink.Stored> twin =
        plan.quantisation().quantises()
            ? Optional.of(
                artifacts.put(encode(trained, CompressionPlan.none(), images), deployment.format()))
            : Optional.empty();
    return new Exported(artifacts.put(file, deployment.format()), ArtifactSize.of(file), twin);
  }

  private byte[] encode(WeightedNetwork trained, CompressionPlan plan, float[][] images) {
    return deployment.encode(trained, plan.quantisation(), images, judge.threads());
  }

  /** Training images to calibrate with; none where the plan needs none. */
  float[][] calibrationImages(CompressionPlan plan) {
    return plan.quantisation().calibrates()
        ? data.train().sample(task.calibrationImages())
        : new float[0][];
  }

  /**
   * The files of a trial.
   *
   * @param file what is deployed
   * @param size of that file
   * @param twin the same network in 32 bits, where that is another file
   */
  record Exported(
      ArtifactSink.Stored file, ArtifactSize size, Optional<ArtifactSink.Stored> twin) {}
}
