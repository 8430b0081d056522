package io.paretune.search.problem;

import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A function whose optimum is known; all of its objectives are minimised.
 *
 * @param name as {@link Problems#named} knows it
 * @param variables the variables: {@code x0}, {@code x1}, ...
 * @param objectives how many objectives the function has, at least 1
 * @param constraints hard bounds on further values, named {@code g0}, {@code g1}, ...
 * @param function a point to {@code double[objectives + constraints]}
 * @param truth the optimum
 */
public record Problem(
    String name,
    SearchSpace variables,
    int objectives,
    List<Constraint> constraints,
    Function<Assignment, double[]> function,
    KnownOptimum truth) {

  /** The reference point's value in every objective, in the scale of hypervolumes. */
  public static final double REFERENCE = 1.1;

  /** Copies the constraints. */
  public Problem {
    constraints = List.copyOf(constraints);
  }

  /** Name of an objective: {@code f0}, {@code f1}, ... */
  public static String objective(int index) {
    return "f" + index;
  }

  /** Name of a constrained value: {@code g0}, {@code g1}, ... */
  static String constrained(int index) {
    return "g" + index;
  }

  /** The least feasible value of a single objective; empty for several. */
  public OptionalDouble minimum() {
    return truth.minimum();
  }

  /** What the true front dominates; empty where it is not known. */
  public OptionalDouble trueHypervolume() {
    return truth.hypervolume();
  }

  /** Begins a study of this problem. */
  public StudyBuilder<Assignment> study() {
    StudyBuilder<Assignment> study = Study.of(variables).name(name);
    for (int i = 0; i < objectives; i++) {
      study.minimize(objective(i));
    }
    constraints.forEach(study::constrain);
    return study;
  }

  /** The values at a point: objectives, then constrained values. */
  public double[] at(Assignment point) {
    return function.apply(point);
  }

  /**
   * The values at a point of numbers, without an assignment in between.
   *
   * @param x {@code double[variables]}
   * @throws IllegalStateException if not all variables are numbers
   */
  public double[] at(double[] x) {
    if (function instanceof NumericProblem numbers) {
      return numbers.function().apply(x);
    }
    throw new IllegalStateException("only numbers can stand in an array, not those of " + name);
  }

  /**
   * This problem, telling of every evaluation.
   *
   * @param evaluated called before each
   */
  public Problem watched(Runnable evaluated) {
    Function<Assignment, double[]> watched =
        point -> {
          evaluated.run();
          return function.apply(point);
        };
    if (function instanceof NumericProblem numbers) {
      watched =
          new NumericProblem(
              numbers.names(),
              x -> {
                evaluated.run();
                return numbers.function().apply(x);
              });
    }
    return new Problem(name, variables, objectives, constraints, watched, truth);
  }

  /** The outcome of a trial of this problem. */
  public Outcome evaluate(Assignment point, ActiveTrial<Assignment> trial) {
    double[] values = at(point);
    if (constraints.isEmpty()) {
      return trial.measured(values);
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      metrics.put(i < objectives ? objective(i) : constrained(i - objectives), values[i]);
    }
    return trial.measured(Measurement.of(metrics));
  }

  /** What a study's front dominates, in the truth's scale; infeasible trials add nothing. */
  public double hypervolume(Study<Assignment> study) {
    List<double[]> points = new ArrayList<>();
    for (FrontMember<Assignment> member : study.paretoFront()) {
      points.add(values(member));
    }
    return hypervolume(points);
  }

  /** What points dominate, in the truth's scale; each {@code double[objectives]}. */
  double hypervolume(List<double[]> points) {
    double[] reference = new double[objectives];
    Arrays.fill(reference, REFERENCE);
    List<double[]> scaled = new ArrayList<>();
    for (double[] point : points) {
      double[] unit = new double[objectives];
      Arrays.setAll(unit, i -> truth.scaled(i, point[i]));
      scaled.add(unit);
    }
    return Hypervolume.of(scaled, reference);
  }

  /**
   * By how much the best feasible value found is above the minimum; infinite while there is none.
   *
   * @throws IllegalStateException if the problem has several objectives
   */
  public double regret(Study<Assignment> study) {
    double least =
        minimum()
            .orElseThrow(
                () -> new IllegalStateException("regret needs a single objective: " + name));
    return study.paretoFront().stream()
            .mapToDouble(member -> values(member)[0])
            .min()
            .orElse(Double.POSITIVE_INFINITY)
        - least;
  }

  private double[] values(FrontMember<Assignment> member) {
    double[] values = new double[objectives];
    for (int i = 0; i < objectives; i++) {
      values[i] = member.trial().measurement().orElseThrow().metric(objective(i));
    }
    return values;
  }
}
