package io.paretune.search.trial;

import io.paretune.search.pareto.Costs;
import io.paretune.search.space.SearchSpace;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What makes a study the study it is; a store keeps it, and a study is continued only under the
 * same one.
 *
 * @param name unique in its store
 * @param space what is searched
 * @param objectives what is optimised, at least one; the first is the one that is reported while a
 *     trial runs
 * @param constraints hard bounds
 * @param seed decides every random choice
 */
public record StudyDefinition(
    String name,
    SearchSpace space,
    List<Objective> objectives,
    List<Constraint> constraints,
    long seed) {

  /** Checks the objectives. */
  public StudyDefinition {
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a study needs a name, got a blank one");
    }
    if (objectives.isEmpty()) {
      throw new IllegalArgumentException(
          "a study needs at least one objective, got none (study '" + name + "')");
    }
    Set<String> names = new HashSet<>();
    for (Objective objective : objectives) {
      if (!names.add(objective.name())) {
        throw new IllegalArgumentException(
            "objectives must differ, got '" + objective.name() + "' twice (study '" + name + "')");
      }
    }
  }

  /** What a measurement costs under this study's objectives and constraints. */
  public Costs costs(Measurement measurement) {
    double[] minimised = new double[objectives.size()];
    for (int i = 0; i < minimised.length; i++) {
      Objective objective = objectives.get(i);
      double value = measurement.metric(objective.name());
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "objective '" + objective.name() + "' must be finite, got " + value);
      }
      minimised[i] = objective.direction().minimised(value);
    }
    double violation = 0;
    for (Constraint constraint : constraints) {
      double value = measurement.metric(constraint.metric());
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException(
            "constrained metric '" + constraint.metric() + "' must be a number, got NaN");
      }
      violation += constraint.violation(value);
    }
    return Costs.of(minimised, violation);
  }

  /**
   * Why a study of the earlier definition cannot be continued under this one, naming the parameter
   * or objective; empty if it can.
   */
  public Optional<String> differenceFrom(StudyDefinition earlier) {
    Optional<String> difference = space.differenceFrom(earlier.space);
    if (difference.isPresent()) {
      return difference;
    }
    if (!objectives.equals(earlier.objectives)) {
      return Optional.of(
          "the objectives were " + earlier.objectives + " and are now " + objectives);
    }
    if (!constraints.equals(earlier.constraints)) {
      return Optional.of(
          "the constraints were " + earlier.constraints + " and are now " + constraints);
    }
    return seed == earlier.seed
        ? Optional.empty()
        : Optional.of("the seed was " + earlier.seed + " and is now " + seed);
  }
}
