package io.paretune.experiments.config;

import io.paretune.evaluators.trial.Metrics;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Reads {@code objectives} and {@code constraints}.
 *
 * @param objectiveKey the key of an objective's name
 * @param units whether an objective may say its unit
 * @param names reads a metric's name under a key of a section
 * @param example an objective, for messages
 */
record MetricReader(
    String objectiveKey,
    boolean units,
    BiFunction<YamlSection, String, String> names,
    String example) {

  /** The metrics that networks have, by their names. */
  static MetricReader ofNetworks() {
    return new MetricReader(
        "metric",
        false,
        (section, key) -> section.name(key, Metrics.objectives()),
        "{metric: accuracy, direction: maximize}");
  }

  List<Objective> objectives(YamlSection root) {
    List<String> keys = new ArrayList<>(List.of(objectiveKey, "direction"));
    if (units) {
      keys.add("unit");
    }
    List<Objective> all = new ArrayList<>();
    for (YamlSection section : root.sections("objectives", keys)) {
      String metric = names.apply(section, objectiveKey);
      String direction = section.name("direction", List.of("minimize", "maximize"));
      if (all.stream().anyMatch(other -> other.name().equals(metric))) {
        throw section.refuse(objectiveKey, "metric '" + metric + "' is an objective already");
      }
      all.add(
          new Objective(
              metric,
              direction.equals("minimize") ? Direction.MINIMIZE : Direction.MAXIMIZE,
              units ? section.text("unit", "") : Metrics.unit(metric)));
    }
    if (all.isEmpty()) {
      throw root.refuse(
          "objectives",
          "at least one objective is needed, for instance objectives: [" + example + "]");
    }
    return all;
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
