package io.paretune.experiments.config;

import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.Goals;
import io.paretune.experiments.tracking.TrackingSettings;
import io.paretune.results.store.StudyDatabase;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An experiment, as its file says it.
 *
 * @param name of the experiment, of its study and of its default directory
 * @param evaluation who evaluates trials, and what is searched
 * @param goals what is wanted of a trial
 * @param search how the space is searched
 * @param places where trials are evaluated, and where they are kept
 */
public record ExperimentSpec(
    String name, EvaluationConfig evaluation, Goals goals, Search search, Places places) {

  /**
   * Where the work is done.
   *
   * @param workers how many processes evaluate trials, and what they may do
   * @param store the server's database that keeps them; empty for a file in the run's directory
   * @param tracking where else they appear
   */
  public record Places(
      WorkerSettings workers, Optional<StudyDatabase> store, TrackingSettings tracking) {

    /** The same with other workers. */
    public Places with(WorkerSettings others) {
      return new Places(others, store, tracking);
    }
  }

  /**
   * Who searches, and how long.
   *
   * @param seed decides every random choice
   * @param sampler who proposes
   * @param pruner who stops hopeless trials
   * @param budget when it is enough
   * @param options repetitions, early end, earlier run
   */
  public record Search(
      long seed, SamplerSpec sampler, PrunerSpec pruner, Budget budget, SearchOptions options) {}

  /** See {@link Goals}. */
  public List<Objective> objectives() {
    return goals.objectives();
  }

  /** See {@link Goals}. */
  public List<Constraint> constraints() {
    return goals.constraints();
  }

  /** See {@link Search}. */
  public long seed() {
    return search.seed();
  }

  /** See {@link Search}. */
  public SamplerSpec sampler() {
    return search.sampler();
  }

  /** See {@link Search}. */
  public PrunerSpec pruner() {
    return search.pruner();
  }

  /** See {@link Search}. */
  public Budget budget() {
    return search.budget();
  }

  /** See {@link Search}. */
  public SearchOptions options() {
    return search.options();
  }

  /** See {@link Places}. */
  public WorkerSettings workers() {
    return places.workers();
  }

  /** See {@link Places}. */
  public Optional<StudyDatabase> store() {
    return places.store();
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
    if (!options().wanted().isEmpty()) {
      Assignment usual = opened.usual();
      options().wanted().forEach(wanted -> points.add(wanted.in(opened.space(), usual)));
    }
    return List.copyOf(points);
  }

  /**
   * What the budget will roughly cost, in words; empty if nobody knows. May take some seconds.
   *
   * @param opened this experiment's evaluation
   * @param elsewhere whether others than this machine's workers evaluate, nobody knows how many
   */
  public Optional<String> cost(Evaluation opened, boolean elsewhere) {
    OptionalInt count = elsewhere ? OptionalInt.empty() : OptionalInt.of(workers().count());
    return opened.cost(budget(), count, workers().threads());
  }

  /**
   * This experiment with trials that go before the sampler's.
   *
   * @param source who asks for them, for messages
   * @param trials some parameters of each, by name
   */
  public ExperimentSpec enqueueing(String source, List<Map<String, Object>> trials) {
    return new ExperimentSpec(
        name,
        evaluation,
        goals,
        new Search(
            search.seed(),
            search.sampler(),
            search.pruner(),
            search.budget(),
            search
                .options()
                .withWanted(
                    trials.stream().map(entry -> EnqueuedTrial.of(source, entry)).toList())),
        places);
  }
}
