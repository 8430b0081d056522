package io.paretune.experiments.compress;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.run.Experiment;
import io.paretune.search.trial.Direction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is asked for: a model, data that it knows, and what the result must keep to.
 *
 * @param subject the model, the data and where files are timed
 * @param maxDrop most that the recommended file may lose of the task's reported metric on the
 *     validation split: points of a share, of which 100 are all, else in its unit
 * @param maxLatency most milliseconds that the recommended file may take, if that is limited
 * @param timeLimit of the search
 * @param seed of every random choice
 */
public record CompressionRequest(
    ModelSubject subject,
    double maxDrop,
    OptionalDouble maxLatency,
    Duration timeLimit,
    long seed) {

  /** Shares of channels that go, beside none. */
  static final List<Double> NARROWED = List.of(0.25, 0.5);

  /** What is searched where candidates are parts of one network that is trained once. */
  private Map<String, Object> sharedSearch(SharingPlan plan, double original) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("compression", activations(sharedCompression()));
    search.put("distillation", ordered("temperature", answersNumbers() ? 1 : 2, "alpha", 1));
    Map<String, Object> training = rates(0.02);
    training.putAll(regularisation(plan.views()));
    training.put("precision", "auto");
    search.put("training", training);
    search.put("sharing", sharing(plan, original));
    search.putAll(searching(SharingPlan.WORKERS));
    return search;
  }

  /** What tokens of a product are rounded by differs from text to text. */
  private Map<String, Object> activations(Map<String, Object> compression) {
    if (subject.readsTexts()) {
      compression.put("activations", List.of("static", "dynamic"));
    }
    return compression;
  }

  private static Map<String, Object> sharedCompression() {
    Map<String, Object> compression = ordered("bits", List.of(32, 8));
    compression.put("calibration", "mean-squared-error");
    compression.put("pruning", List.of(0, 0.25, 0.5));
    compression.put("pruning-by", "group");
    compression.put("pruning-embedding", List.of(0, 0.25, 0.5));
    compression.put("width-multiple", 16);
    compression.put("block-removal", true);
    return compression;
  }

  private Map<String, Object> sharing(SharingPlan plan, double original) {
    Map<String, Object> finalists = ordered("epochs", plan.finalistEpochs());
    finalists.put("toward", allowed(original));
    Map<String, Object> sharing = ordered("epochs", plan.epochs());
    sharing.put("subnets-per-step", SharingPlan.PARTS);
    sharing.put("recalibration-images", 512);
    sharing.put("finalists", finalists);
    sharing.put(
        "time",
        ordered("preparation", SharingPlan.PREPARATION, "finalists", SharingPlan.FINALISTS));
    return sharing;
  }

  /** How weights move: networks of tokens alone want steps of one size for all of them. */
  private Map<String, Object> rates(double ofImages) {
    return subject.readsTexts()
        ? ordered("learning-rate", 0.002, "optimiser", "adamw")
        : ordered("learning-rate", ofImages);
  }

  /** Texts have no views: their words are hidden in turns. */
  private Map<String, Object> regularisation(int views) {
    Map<String, Object> training = ordered("label-smoothing", 0);
    if (subject.readsTexts()) {
      training.put("weight-decay", 0.01);
    } else {
      training.put("augmentation", "crop-and-mix");
      training.put("views", views);
      training.put("weight-decay", 0.0005);
    }
    return training;
  }

  /** What does not follow from how networks are trained. */
  private static Map<String, Object> searching(int workers) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("report", List.of(Metrics.SIZE, Metrics.COMPRESSED_SIZE, Metrics.PARAMETERS));
    search.put("baselines", true);
    search.put("sampler", ordered("name", "surrogate", "startup-trials", 8));
    search.put("workers", ordered("count", workers, "threads", 1, "trial-timeout", "30m"));
    return search;
  }

  /** Numbers are learned as they are, whatever the temperature. */
  private boolean answersNumbers() {
    return subject.task().targets() == TargetKind.NUMBERS;
  }

  /** What is searched where each candidate is trained alone. */
  private Map<String, Object> search() {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("compression", activations(compression()));
    search.put(
        "distillation",
        ordered(
            "temperature",
            answersNumbers() ? 1 : ordered("low", 1, "high", 3),
            "alpha",
            ordered("low", 0.9, "high", 1)));
    Map<String, Object> training = rates(0.012);
    training.put("fine-tuning-epochs", 8);
    training.putAll(regularisation(8));
    search.put("training", training);
    search.putAll(searching(2));
    return search;
  }

  private static Map<String, Object> compression() {
    return ordered(
        "bits", List.of(32, 8),
        "calibration", List.of("percentile", "entropy", "mean-squared-error"),
        "equalisation", List.of(false, true),
        "bias-correction", List.of(false, true),
        "pruning", List.of(0, 0.25, 0.5),
        "pruning-embedding", List.of(0, 0.25, 0.5),
        "width-multiple", 16,
        "block-removal", true);
  }

  /** A mapping that keeps its order. */
  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  /** Checks the bounds. */
  public CompressionRequest {
    boolean share = subject.task().reported().isShare();
    if (!(maxDrop >= 0 && maxDrop <= (share ? 100 : Double.MAX_VALUE))) {
      throw new IllegalArgumentException(
          "--max-drop must be %s %s, got %s"
              .formatted(
                  share ? "0 to 100 points of" : "at least 0, in the unit of",
                  subject.task().reported().name(),
                  maxDrop));
    }
    if (maxLatency.isPresent() && !(maxLatency.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "--max-latency must be over 0, got " + maxLatency.getAsDouble() + " ms");
    }
  }

  /** The run's name, made of the model's. */
  public String name() {
    return name(subject.model());
  }

  /** What is made of a model is called after it. */
  public static String name(Path model) {
    String file = String.valueOf(model.getFileName());
    String stem = file.replaceFirst("\\.onnx$", "").replaceAll("[^A-Za-z0-9._-]", "-");
    return (stem.matches("[A-Za-z0-9].*") ? stem : "model" + stem) + "-compressed";
  }

  /**
   * The experiment that answers it. Bits, pruning, whole blocks, calibration and distillation are
   * searched; the model itself is the teacher.
   *
   * @param sources where data and model come from
   */
  public Experiment experiment(Sources sources) {
    return experiment(sources, search());
  }

  /**
   * The experiment that answers it by sharing: the networks within the model, which it teaches once
   * and for all, and their bits are searched.
   *
   * @param sources where data and model come from
   * @param plan how long what is trained
   * @param original what the model as it came has of the task's reported metric
   */
  public Experiment sharing(Sources sources, SharingPlan plan, double original) {
    return experiment(sources, sharedSearch(plan, original));
  }

  /** The worst that the recommended file may have, in the metric's unit. */
  private double allowed(double original) {
    Metric metric = subject.task().reported();
    double drop = metric.isShare() ? maxDrop / 100 : maxDrop;
    return original + (metric.direction() == Direction.MAXIMIZE ? -drop : drop);
  }

  private Experiment experiment(Sources sources, Map<String, Object> search) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", name());
    values.put("seed", seed);
    values.putAll(subject.values());
    values.put(
        "objectives",
        List.of(
            ordered("metric", quality().name(), "direction", quality().direction().word()),
            ordered("metric", Metrics.LATENCY, "direction", Direction.MINIMIZE.word())));
    values.putAll(search);
    values.put("budget", Map.of("time-limit", timeLimit.toSeconds() + "s"));
    return Experiment.of("paretune compress " + subject.model(), values, sources);
  }

  /** The metric that is to be kept. */
  private Metric quality() {
    return subject.task().reported();
  }
}
