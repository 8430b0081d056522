package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.training.TrialPoint;
import io.paretune.evaluators.trial.training.WeightSource;
import io.paretune.search.space.Assignment;
import java.util.function.LongSupplier;

/** Turns an assignment into a network with its first weights and a plan of its compression. */
public final class Decode {

  private final NetworkProblem problem;
  private final WeightSource weights;
  private final long seed;
  private final LongSupplier clock;

  /**
   * @param weights where networks start
   * @param seed the study's
   * @param clock in nanoseconds, for what trials take
   */
  public Decode(NetworkProblem problem, WeightSource weights, long seed, LongSupplier clock) {
    this.clock = clock;
    this.problem = problem;
    this.weights = weights;
    this.seed = seed;
  }

  /**
   * The candidate of a trial.
   *
   * @param trial the trial's number
   * @throws IllegalArgumentException if the assignment makes no network that computes anything
   */
  public Candidate of(long trial, Assignment assignment) {
    long began = clock.getAsLong();
    CompressionPlan plan =
        problem.spec().compression().decode(assignment, problem.family().blocks(problem.context()));
    Network network = problem.family().build(assignment, problem.context());
    TrainingSettings settings = settings(trial, assignment);
    return Candidate.started(
        new TrialPoint(assignment, settings, began), plan, weights.start(network, settings.seed()));
  }

  private TrainingSettings settings(long trial, Assignment assignment) {
    Schedule schedule = problem.spec().schedule();
    // a trial that is repeated must train the same network, so the seed is not the attempt's
    TrainingSettings seeded =
        schedule
            .training()
            .at(assignment)
            .withSeed(Math.floorMod(seed * 1_000_003 + trial, 1L << 53));
    return schedule
        .distillation()
        .map(
            taught ->
                seeded.withDistillation(
                    taught.temperature().at(assignment), taught.alpha().at(assignment)))
        .orElse(seeded);
  }
}
