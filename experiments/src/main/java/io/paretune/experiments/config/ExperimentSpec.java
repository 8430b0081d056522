package io.paretune.experiments.config;

import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An experiment, as its file says it.
 *
 * @param name of the experiment, of its study and of its default directory
 * @param seed decides every random choice
 * @param evaluation who evaluates trials, and what is searched
 * @param objectives what is optimised, at least one
 * @param constraints hard bounds
 * @param sampler who proposes
 * @param pruner who stops hopeless trials
 * @param budget when it is enough
 * @param workers how many processes, and what they may do
 * @param options repetitions, early end, earlier run
 */
public record ExperimentSpec(
    String name,
    long seed,
    EvaluationConfig evaluation,
    List<Objective> objectives,
    List<Constraint> constraints,
    SamplerSpec sampler,
    PrunerSpec pruner,
    Budget budget,
    WorkerSettings workers,
    SearchOptions options) {

  /** Copies the lists. */
  public ExperimentSpec {
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
  }

  /**
   * The points that are tried before the sampler is asked: baselines, then what {@code enqueue}
   * names.
   *
   * @param opened this experiment's evaluation
   * @throws IllegalArgumentException if a wanted trial is no point of the space
   */
  public List<Assignment> first(Evaluation opened) {
    Set<Assignment> points = new LinkedHashSet<>(opened.first());
    if (!options.wanted().isEmpty()) {
      Assignment usual = opened.usual();
      options.wanted().forEach(wanted -> points.add(wanted.in(opened.space(), usual)));
    }
    return List.copyOf(points);
  }
}
