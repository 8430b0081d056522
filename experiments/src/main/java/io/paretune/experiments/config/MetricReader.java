package io.paretune.experiments.config;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.experiments.evaluation.Goals;
import io.paretune.experiments.spi.MetricNames;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code objectives} and {@code constraints}.
 *
 * @param metrics that the evaluation has
 */
record MetricReader(MetricNames metrics) {

  Goals read(YamlSection root) {
    return new Goals(objectives(root), constraints(root));
  }

  /** The key of an objective's name. */
  private String objectiveKey() {
    return metrics.open() ? "name" : "metric";
  }

  private String example() {
    return metrics.open()
        ? "{name: loss, direction: minimize}"
        : "{metric: " + metrics.known().keySet().iterator().next() + "}";
  }

  private String name(YamlSection section, String key) {
    return metrics.reading().apply(section, key);
  }

  private List<Objective> objectives(YamlSection root) {
    String objectiveKey = objectiveKey();
    List<String> keys = new ArrayList<>(List.of(objectiveKey, "direction"));
    if (metrics.open()) {
      keys.add("unit");
    }
    List<Objective> all = new ArrayList<>();
    for (YamlSection section : root.sections("objectives", keys)) {
      String metric = name(section, objectiveKey);
      Optional<Metric> of = metrics.find(metric);
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
          "at least one objective is needed, for instance objectives: [" + example() + "]");
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

  private List<Constraint> constraints(YamlSection root) {
    List<Constraint> all = new ArrayList<>();
    for (YamlSection section :
        root.sections("constraints", List.of("metric", "at-most", "at-least"))) {
      String metric = name(section, "metric");
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
