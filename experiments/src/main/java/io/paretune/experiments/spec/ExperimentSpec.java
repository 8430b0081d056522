package io.paretune.experiments.spec;

import io.paretune.search.study.Budget;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import java.util.List;

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
    Evaluation evaluation,
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
}
