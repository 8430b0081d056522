package io.paretune.results.summary;

import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The fronts of several studies in one box: on each axis from the best value of any member to the
 * worst, and a tenth beyond it, as a study's own hypervolume has it. Immutable.
 *
 * @param axes what is compared, each with its better direction
 * @param bounds best and worst on each axis, in the axis' own unit
 * @param fronts in the order of the studies
 */
public record FrontComparison(List<Objective> axes, List<Bounds> bounds, List<Front> fronts) {

  /** How far the box goes beyond the worst value, as a share of its width. */
  private static final double BEYOND = 0.1;

  /** Metrics on the test split begin so. */
  private static final String TEST = "test-";

  /**
   * The values of an axis.
   *
   * @param best of any member of any front
   * @param worst of any member of any front
   */
  public record Bounds(double best, double worst) {}

  /**
   * One study's front.
   *
   * @param name of the study, as it was given
   * @param finished trials
   * @param members of the front
   * @param hypervolume share of the box that it covers
   * @param bounds its own best and worst value on each axis
   */
  public record Front(
      String name, int finished, int members, double hypervolume, List<Bounds> bounds) {}

  /** Copies the lists. */
  public FrontComparison {
    axes = List.copyOf(axes);
    bounds = List.copyOf(bounds);
    fronts = List.copyOf(fronts);
  }

  /**
   * Compares fronts.
   *
   * @param studies by their names, in order; at least one
   * @param metrics the axes; none for the objectives, on the test split where every member was
   *     judged on it
   * @throws IllegalArgumentException if the studies have no such axes in common, or a front is
   *     empty
   */
  public static FrontComparison of(Map<String, StudySummary> studies, List<String> metrics) {
    List<Objective> axes = axes(studies, metrics);
    studies.forEach((name, study) -> requireAll(name, study, axes));
    List<Bounds> bounds =
        axes.stream().map(axis -> bounds(axis, members(studies.values().stream()))).toList();
    List<Front> fronts = new ArrayList<>();
    studies.forEach((name, study) -> fronts.add(front(name, study, axes, bounds)));
    return new FrontComparison(axes, bounds, fronts);
  }

  private static Stream<Trial> members(Stream<StudySummary> studies) {
    return studies.flatMap(study -> study.front().stream());
  }

  private static List<Objective> axes(Map<String, StudySummary> studies, List<String> metrics) {
    List<Objective> objectives = studies.values().iterator().next().definition().objectives();
    if (metrics.isEmpty()) {
      return objectives.stream().map(objective -> judged(studies, objective)).toList();
    }
    return metrics.stream().map(metric -> named(metric, objectives)).toList();
  }

  private static Objective judged(Map<String, StudySummary> studies, Objective objective) {
    String test = TEST + objective.name();
    return members(studies.values().stream())
            .allMatch(trial -> StudySummary.metric(trial, test).isPresent())
        ? new Objective(test, objective.direction(), objective.unit())
        : objective;
  }

  /** A metric is better in the direction of its objective, and otherwise when it is smaller. */
  private static Objective named(String metric, List<Objective> objectives) {
    return objectives.stream()
        .filter(each -> metric.equals(each.name()) || metric.equals(TEST + each.name()))
        .findFirst()
        .map(each -> new Objective(metric, each.direction(), each.unit()))
        .orElseGet(() -> Objective.minimize(metric));
  }

  private static void requireAll(String name, StudySummary study, List<Objective> axes) {
    if (study.front().isEmpty()) {
      throw new IllegalArgumentException(
          "a front to compare must have members, got none in " + name);
    }
    for (Objective axis : axes) {
      for (Trial trial : study.front()) {
        if (StudySummary.metric(trial, axis.name()).isEmpty()) {
          throw new IllegalArgumentException(
              "every member of every front must have '%s', got none for trial %d of %s"
                  .formatted(axis.name(), trial.number(), name));
        }
      }
    }
  }

  private static Bounds bounds(Objective axis, Stream<Trial> members) {
    double[] values =
        members
            .mapToDouble(trial -> axis.direction().minimised(value(trial, axis)))
            .sorted()
            .toArray();
    Direction direction = axis.direction();
    return new Bounds(
        direction.minimised(values[0]), direction.minimised(values[values.length - 1]));
  }

  private static double value(Trial trial, Objective axis) {
    return StudySummary.metric(trial, axis.name()).orElseThrow();
  }

  private static Front front(
      String name, StudySummary study, List<Objective> axes, List<Bounds> bounds) {
    List<double[]> points =
        study.front().stream().map(trial -> placed(trial, axes, bounds)).toList();
    double[] reference = axes.stream().mapToDouble(axis -> 1 + BEYOND).toArray();
    double whole = Math.pow(1 + BEYOND, axes.size());
    return new Front(
        name,
        study.finished().size(),
        study.front().size(),
        Hypervolume.of(points, reference) / whole,
        axes.stream().map(axis -> bounds(axis, study.front().stream())).toList());
  }

  /** In the box: 0 is best, 1 is worst. */
  private static double[] placed(Trial trial, List<Objective> axes, List<Bounds> bounds) {
    double[] point = new double[axes.size()];
    for (int i = 0; i < point.length; i++) {
      Direction direction = axes.get(i).direction();
      double best = direction.minimised(bounds.get(i).best());
      double width = direction.minimised(bounds.get(i).worst()) - best;
      double at = direction.minimised(value(trial, axes.get(i))) - best;
      point[i] = width == 0 ? 0 : at / width;
    }
    return point;
  }
}
