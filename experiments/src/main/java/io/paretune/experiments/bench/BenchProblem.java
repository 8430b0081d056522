package io.paretune.experiments.bench;

import io.paretune.evaluators.table.TableBenchmark;
import io.paretune.search.problem.Problem;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Evaluator;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Something to search whose truth is known.
 *
 * @param bench the kind of benchmark
 * @param name the problem's
 * @param study begins a study
 * @param evaluator evaluates a point
 * @param duration how long that takes on the simulated clock
 * @param quality how good a study's front is
 */
public record BenchProblem(
    String bench,
    String name,
    Supplier<StudyBuilder<Assignment>> study,
    Evaluator<Assignment> evaluator,
    Function<Assignment, Duration> duration,
    Function<Study<Assignment>, Quality> quality) {

  /**
   * How good a study's front is; see {@link BenchRow}.
   *
   * @param hypervolume empty for one objective
   * @param ratio empty where the truth is not known
   * @param regret empty for several objectives
   */
  public record Quality(OptionalDouble hypervolume, OptionalDouble ratio, OptionalDouble regret) {

    /** None was looked at. */
    static final Quality UNKNOWN =
        new Quality(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    static Quality ofHypervolume(double hypervolume, OptionalDouble truth) {
      return new Quality(
          OptionalDouble.of(hypervolume),
          truth.isPresent()
              ? OptionalDouble.of(hypervolume / truth.getAsDouble())
              : OptionalDouble.empty(),
          OptionalDouble.empty());
    }

    static Quality ofRegret(double regret) {
      return new Quality(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(regret));
    }
  }

  /** A table. */
  public static BenchProblem of(TableBenchmark table) {
    return new BenchProblem(
        "tables",
        table.name(),
        table::study,
        table,
        table::duration,
        table.objectives().size() == 1
            ? study -> Quality.ofRegret(table.regret(study))
            : study ->
                Quality.ofHypervolume(
                    table.hypervolume(study), OptionalDouble.of(table.front().hypervolume())));
  }

  /** A function; every evaluation takes a second on the simulated clock. */
  public static BenchProblem of(Problem problem) {
    return new BenchProblem(
        "functions",
        problem.name(),
        problem::study,
        problem::evaluate,
        point -> Duration.ofSeconds(1),
        problem.objectives() == 1
            ? study -> Quality.ofRegret(problem.regret(study))
            : study ->
                Quality.ofHypervolume(problem.hypervolume(study), problem.trueHypervolume()));
  }
}
