package io.paretune.experiments.spec;

import io.paretune.evaluators.trial.NetworkTask;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import java.util.List;

/**
 * An experiment, as its file says it.
 *
 * @param name of the experiment, of its study and of its default directory
 * @param seed decides every random choice
 * @param task what is trained, compressed and measured
 * @param objectives what is optimised, at least one
 * @param constraints hard bounds
 * @param reported further metrics shown beside the objectives
 * @param sampler who proposes
 * @param pruner who stops hopeless trials
 * @param baselines whether the smallest and the largest network are tried first
 * @param budget when it is enough
 * @param workers how many processes, and what they may do
 * @param options repetitions, early end, earlier run
 */
public record ExperimentSpec(
    String name,
    long seed,
    NetworkTask task,
    List<Objective> objectives,
    List<Constraint> constraints,
    List<String> reported,
    SamplerSpec sampler,
    PrunerSpec pruner,
    boolean baselines,
    Budget budget,
    WorkerSettings workers,
    SearchOptions options) {

  /** Copies the lists. */
  public ExperimentSpec {
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
    reported = List.copyOf(reported);
  }
}
