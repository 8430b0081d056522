package io.paretune.experiments.config;

import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.Tasks;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Reads {@code objectives} and {@code constraints}.
 *
 * @param objectiveKey the key of an objective's name
 * @param task whose metrics they are, with directions and units of their own; none where trials are
 *     programs, which may say theirs
 * @param names reads a metric's name under a key of a section
 * @param example an objective, for messages
 */
record MetricReader(
    String objectiveKey,
    Optional<Task> task,
    BiFunction<YamlSection, String, String> names,
    String example) {

  /**
   * The metrics that networks have for a task.
   *
   * @param tasks all there are, to tell whose a metric is that this task has not
   */
  static MetricReader ofNetworks(Tasks tasks, Task task) {
    return new MetricReader(
        "metric",
        Optional.of(task),
        (section, key) -> section.parsed(key, name -> known(tasks, task, name)),
        "{metric: " + task.reported().name() + "}");
  }

  /**
   * Checks a metric's name.
   *
   * @throws IllegalArgumentException if the task has no such metric, with those that it has, the
   *     nearest first
   */
  static String known(Tasks tasks, Task task, String name) {
    if (Metrics.find(task, name).isPresent()) {
      return name;
    }
    List<String> valid = Metrics.names(task);
    List<String> others = tasks.having(name);
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

  List<Objective> objectives(YamlSection root) {
    List<String> keys = new ArrayList<>(List.of(objectiveKey, "direction"));
    if (task.isEmpty()) {
      keys.add("unit");
    }
    List<Objective> all = new ArrayList<>();
    for (YamlSection section : root.sections("objectives", keys)) {
      String metric = names.apply(section, objectiveKey);
      Optional<Metric> of = task.flatMap(own -> Metrics.find(own, metric));
      if (all.stream().anyMatch(other -> other.name().equals(metric))) {
        throw section.refuse(objectiveKey, "metric '" + metric + "' is an objective already");
      }
      all.add(
          new Objective(
              metric,
              direction(section, of),
              of.map(Metric::unit).orElseGet(() -> section.text("unit", ""))));
    }
    if (all.isEmpty()) {
      throw root.refuse(
          "objectives",
          "at least one objective is needed, for instance objectives: [" + example + "]");
    }
    return all;
  }

  /** As a file says, which a metric of networks need not. */
  private static Direction direction(YamlSection section, Optional<Metric> known) {
    List<String> words = List.of(Direction.MINIMIZE.word(), Direction.MAXIMIZE.word());
    if (known.isPresent() && !section.has("direction")) {
      return known.get().direction();
    }
    return section.name("direction", words).equals(Direction.MINIMIZE.word())
        ? Direction.MINIMIZE
        : Direction.MAXIMIZE;
  }

  List<Constraint> constraints(YamlSection root) {
    List<Constraint> all = new ArrayList<>();
    for (YamlSection section :
        root.sections("constraints", List.of("metric", "at-most", "at-least"))) {
      String metric = names.apply(section, "metric");
      if (section.has("at-most") == section.has("at-least")) {
        throw section.refuse("metric", "give either 'at-most' or 'at-least'");
      }
      double unbounded = Double.POSITIVE_INFINITY;
      all.add(
          section.has("at-most")
              ? Constraint.atMost(metric, section.real("at-most", -unbounded, unbounded))
              : Constraint.atLeast(metric, section.real("at-least", -unbounded, unbounded)));
    }
    return all;
  }
}
