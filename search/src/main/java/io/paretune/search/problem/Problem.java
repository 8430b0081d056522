package io.paretune.search.problem;

import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A function of real variables, all of whose objectives are minimised.
 *
 * @param name as {@link Problems#named} knows it
 * @param variables the variables and their bounds: {@code x0}, {@code x1}, ...
 * @param objectives how many values the function has, at least 1
 * @param function {@code double[variables]} to {@code double[objectives]}
 * @param minimum the least value of a single objective; empty for several objectives
 * @param trueHypervolume what the true front dominates, with {@link #REFERENCE} in every objective;
 *     empty where it is not known
 */
public record Problem(
    String name,
    SearchSpace variables,
    int objectives,
    Function<double[], double[]> function,
    OptionalDouble minimum,
    OptionalDouble trueHypervolume) {

  /** The reference point's value in every objective, for hypervolumes. */
  public static final double REFERENCE = 1.1;

  /** Name of an objective: {@code f0}, {@code f1}, ... */
  public static String objective(int index) {
    return "f" + index;
  }

  /** Begins a study of this problem. */
  public StudyBuilder<Assignment> study() {
    StudyBuilder<Assignment> study = Study.of(variables).name(name);
    for (int i = 0; i < objectives; i++) {
      study.minimize(objective(i));
    }
    return study;
  }

  /** The values at a point. */
  public double[] at(Assignment point) {
    double[] x = new double[variables.dimension()];
    for (int i = 0; i < x.length; i++) {
      x[i] = point.real(variables.parameters().get(i).name());
    }
    return function.apply(x);
  }

  /** The outcome of a trial of this problem. */
  public Outcome evaluate(Assignment point, ActiveTrial<Assignment> trial) {
    return trial.measured(at(point));
  }

  /** What a study's front dominates, with {@link #REFERENCE} in every objective. */
  public double hypervolume(Study<Assignment> study) {
    List<double[]> points = new ArrayList<>();
    for (FrontMember<Assignment> member : study.paretoFront()) {
      points.add(values(member));
    }
    double[] reference = new double[objectives];
    Arrays.fill(reference, REFERENCE);
    return Hypervolume.of(points, reference);
  }

  /**
   * By how much the best value found is above the minimum.
   *
   * @throws IllegalStateException if the problem has several objectives
   */
  public double regret(Study<Assignment> study) {
    double least =
        minimum.orElseThrow(
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
