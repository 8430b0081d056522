package io.paretune.experiments.evaluation;

import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wanted of a trial.
 *
 * @param objectives what is optimised, at least one
 * @param constraints hard bounds
 */
public record Goals(List<Objective> objectives, List<Constraint> constraints) {

  /** Copies the lists. */
  public Goals {
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
  }

  /** Names of the objectives, in order. */
  public List<String> objectiveNames() {
    return objectives.stream().map(Objective::name).toList();
  }

  /** Names of the constrained metrics, each once. */
  public List<String> constrained() {
    return constraints.stream().map(Constraint::metric).distinct().toList();
  }

  /** All metrics that a trial must have. */
  public Set<String> metrics() {
    Set<String> all = new LinkedHashSet<>(objectiveNames());
    all.addAll(constrained());
    return all;
  }
}
