package io.paretune.experiments.command;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Precision;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A run whose trials were told by hand: no worker, no training. */
final class TinyRun {
  static final String EXPERIMENT =
      """
      name: tiny
      seed: 7
      data: digits
      family: {name: resnet, width: [8, 16], depth: [1, 2], kernel: 3}
      compression: {bits: [32, 8], pruning: [0, 0.5]}
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: latency-ms, direction: minimize}
      budget: {trials: 6}
      """;

  private TinyRun() {}

  static Path experiment(Path directory, String text) {
    try {
      return Files.writeString(directory.resolve("tiny.yaml"), text);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** A profile by which a file is timed once and briefly, however busy the machine is. */
  static Path briefProfile(Path directory) {
    try {
      return Files.writeString(
          directory.resolve("brief.yaml"),
          """
          name: brief
          device: cpu
          runtime: onnxruntime
          threads: 1
          protocol: {time-budget-ms: 50, attempts: 1}
          """);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** A run of four trials: two on the front, one failed, one pruned. */
  static Path in(Path parent) {
    Path path = parent.resolve("run");
    ExperimentFile file = ExperimentFile.read(experiment(parent, EXPERIMENT));
    RunDirectory directory = new RunDirectory(path);
    try (Run run = Run.create(directory, Experiment.read(file), RunSettings.of(file))) {
      Study<Assignment> study = run.study();
      study.tell(next(study), measured(directory, 0.75, 2.0, true));
      study.tell(next(study), new Outcome.Failed("no memory"));
      study.tell(next(study), measured(directory, 0.5, 1.0, false));
      study.tell(next(study), new Outcome.Pruned("hopeless"));
    }
    return path;
  }

  private static long next(Study<Assignment> study) {
    return study.ask().map(ActiveTrial::number).orElseThrow();
  }

  private static Outcome measured(
      RunDirectory directory, double accuracy, double latency, boolean twin) {
    Measurement measurement =
        new Measurement(
            Map.of(
                Metric.ACCURACY.name(),
                accuracy,
                Metrics.LATENCY,
                latency,
                Metrics.SIZE,
                100 * latency),
            Map.of(Provenance.ARTIFACT, kept(directory, "file " + accuracy)));
    return new Outcome.Measured(
        twin
            ? measurement
                .with(Provenance.ARTIFACT_FP32, kept(directory, "twin " + accuracy))
                .with(
                    Provenance.artifact(Deployment.torchScript(Precision.FLOAT32)),
                    kept(directory, "script " + accuracy))
                .with(
                    Provenance.artifact(Deployment.torchScript(Precision.BFLOAT16)),
                    kept(directory, "half " + accuracy))
            : measurement.with(
                Provenance.refused(Deployment.torchScript(Precision.FLOAT32)), "beyond 16 bits"));
  }

  private static String kept(RunDirectory directory, String text) {
    return directory.artifacts().put(text.getBytes(StandardCharsets.UTF_8), ".onnx").hash();
  }
}
