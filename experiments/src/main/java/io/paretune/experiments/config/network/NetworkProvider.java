package io.paretune.experiments.config.network;

import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.Tasks;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.Goals;
import io.paretune.experiments.evaluation.network.NetworkConfig;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.spi.EvaluationProvider;
import io.paretune.experiments.spi.ExperimentSection;
import io.paretune.experiments.spi.MetricNames;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.spi.Provider;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code evaluation: networks}: what is trained, compressed and measured. */
public final class NetworkProvider implements EvaluationProvider {

  /** The key of what is learned. */
  private static final String TASK = "task";

  private static final String POSITIVE = "positive";

  private static final String REPORT = "report";
  private static final String FEATURES = "features";
  private static final String BASELINES = "baselines";

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public String name() {
    return "networks";
  }

  @Override
  public List<String> topKeys() {
    return List.of(
        "data",
        TASK,
        "family",
        TaskReader.MODEL,
        "compression",
        "distillation",
        "training",
        SharingReader.KEY,
        REPORT,
        FEATURES,
        "artifacts",
        "hardware",
        TaskReader.LATENCY_TABLE,
        BASELINES);
  }

  @Override
  public String words() {
    return "a search of networks";
  }

  @Override
  public MetricNames metrics(ExperimentSection file) {
    Task learned = task(file.root());
    List<Metric> all = new ArrayList<>(learned.metrics());
    all.addAll(Metrics.ofNetworks());
    return MetricNames.of(all, (section, key) -> section.parsed(key, name -> known(learned, name)))
        .and(learned::metric);
  }

  /** A task's name, or a section with the positive class of a binary one. */
  private static Task task(YamlSection root) {
    Tasks tasks = tasks();
    if (!root.isSection(TASK)) {
      return tasks.named(root.name(TASK, tasks.names(), tasks.usual().name()));
    }
    YamlSection section = root.section(TASK, List.of("name", POSITIVE)).orElseThrow();
    Task named = tasks.named(section.name("name", tasks.names()));
    if (!section.has(POSITIVE)) {
      return named;
    }
    if (!(named instanceof BinaryClassification)) {
      throw section.refuse(
          POSITIVE,
          "'positive' names the class that an output of task: binary stands for, got task: "
              + named.name());
    }
    return new BinaryClassification(Optional.of(section.text(POSITIVE)));
  }

  private static Tasks tasks() {
    return Plugins.installed().tasks();
  }

  /** Refuses a metric that the task has not with those that it has, the nearest first. */
  private static String known(Task task, String name) {
    if (Metrics.find(task, name).isPresent()) {
      return name;
    }
    List<String> valid = Metrics.names(task);
    List<String> others = tasks().having(name);
    throw new IllegalArgumentException(
        "task: %s has no metric '%s', it has %s%s"
            .formatted(
                task.name(),
                name,
                String.join(", ", Nearest.order(name, valid)),
                others.isEmpty()
                    ? Nearest.hint(name, valid)
                    : "; '%s' is one of task: %s".formatted(name, String.join(", ", others))));
  }

  @Override
  public EvaluationConfig read(ExperimentSection file, Goals goals) {
    YamlSection root = file.root();
    Task learned = task(root);
    List<String> reported = reported(root, learned);
    Set<String> wanted = new LinkedHashSet<>(reported);
    wanted.addAll(goals.metrics());
    TrialSpec trials =
        new TaskReader(Plugins.installed().families(), file.sources(), file.base())
            .read(root, learned, wanted);
    List<String> features =
        root.has(FEATURES)
            ? root.names(FEATURES, NetworkConfig.knownFeatures())
            : List.<String>of();
    return new NetworkConfig(trials, reported, features, root.flag(BASELINES, true));
  }

  private static List<String> reported(YamlSection root, Task learned) {
    if (!root.has(REPORT)) {
      return List.of(Metrics.SIZE);
    }
    List<String> named = root.each(REPORT, name -> known(learned, name));
    return root.names(REPORT, named);
  }
}
