package io.paretune.experiments.compress;

import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Task;
import io.paretune.experiments.run.directory.ExperimentFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What is asked for: a model, data that it knows, and what the result must keep to.
 *
 * @param model an ONNX file
 * @param data an embedded data set's name, a directory or a YAML file that says what is what
 * @param task what the model answers
 * @param profile name of a hardware profile, or a YAML file
 * @param maxDrop most that the recommended file may lose of the task's reported metric on the
 *     validation split: points of a share, of which 100 are all, else in its unit
 * @param maxLatency most milliseconds that the recommended file may take, if that is limited
 * @param timeLimit of the search
 * @param seed of every random choice
 */
public record CompressionRequest(
    Path model,
    String data,
    Task task,
    String profile,
    double maxDrop,
    OptionalDouble maxLatency,
    Duration timeLimit,
    long seed) {

  /** What is searched of every model, and how. */
  private static final String SEARCH =
      """
      compression:
        bits: [32, 8]
        calibration: [percentile, entropy, mean-squared-error]
        equalisation: [false, true]
        bias-correction: [false, true]
        pruning: [0, 0.25, 0.5]
        width-multiple: 16
        block-removal: true
      distillation:
        temperature: {low: 1, high: 3}
        alpha: {low: 0.9, high: 1}
      training:
        learning-rate: 0.012
        fine-tuning-epochs: 8
        augmentation: crop-and-mix
        views: 8
        weight-decay: 0.0005
        label-smoothing: 0
      report: [size-bytes, compressed-bytes, parameters]
      baselines: true
      sampler: {name: surrogate, startup-trials: 8}
      workers: {count: 2, threads: 1, trial-timeout: 30m}
      """;

  /** Checks the bounds. */
  public CompressionRequest {
    boolean share = task.reported().isShare();
    if (!(maxDrop >= 0 && maxDrop <= (share ? 100 : Double.MAX_VALUE))) {
      throw new IllegalArgumentException(
          "--max-drop must be %s %s, got %s"
              .formatted(
                  share ? "0 to 100 points of" : "at least 0, in the unit of",
                  task.reported().name(),
                  maxDrop));
    }
    if (maxLatency.isPresent() && !(maxLatency.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "--max-latency must be over 0, got " + maxLatency.getAsDouble() + " ms");
    }
  }

  /** The run's name, made of the model's. */
  public String name() {
    String file = String.valueOf(model.getFileName());
    String stem = file.replaceFirst("\\.onnx$", "").replaceAll("[^A-Za-z0-9._-]", "-");
    return (stem.matches("[A-Za-z0-9].*") ? stem : "model" + stem) + "-compressed";
  }

  /**
   * The experiment that answers it. Bits, pruning, whole blocks, calibration and distillation are
   * searched; the model itself is the teacher.
   *
   * @param path blocks of the model in the order in which they are best left out; may be empty
   */
  public ExperimentFile experiment(List<RemovalPath.Step> path) {
    String text =
        asked()
            + SEARCH
            + "enqueue:\n"
            + FirstTrials.yaml(FirstTrials.along(path))
            + "budget: {time-limit: "
            + timeLimit.toSeconds()
            + "s}\n";
    Path here = Path.of("").toAbsolutePath();
    return new ExperimentFile("paretune compress " + model, text, here);
  }

  private String asked() {
    return String.format(
        Locale.ROOT,
        """
        # Made by 'paretune compress'; run it again, or change it, with 'paretune run'.
        name: %s
        seed: %d
        model: %s
        data: %s
        task: %s
        objectives:
          - {metric: %s, direction: %s}
          - {metric: latency-ms, direction: minimize}
        hardware: %s
        """,
        name(),
        seed,
        quoted(model.toAbsolutePath().normalize().toString()),
        quoted(data),
        yaml(task),
        task.reported().name(),
        task.reported().direction().word(),
        quoted(profile));
  }

  /** A task as experiment files name it. */
  static String yaml(Task task) {
    return task instanceof BinaryClassification binary
        ? binary
            .positive()
            .map(name -> "{name: " + task.name() + ", positive: " + quoted(name) + "}")
            .orElse(task.name())
        : task.name();
  }

  /** Text that YAML takes for nothing else. */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
