package io.paretune.evaluators.compress.prune;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Parameter;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The pruning that is searched: parameter {@code pruning}. What has a single value is fixed and is
 * no parameter.
 *
 * @param ratios to search among, each in [0, 1), distinct, at least one
 * @param multiple widths that stay are rounded to a multiple of this
 */
public record PruningSpace(List<Double> ratios, int multiple) {

  /** Copies the list; every value must make a valid plan. */
  public PruningSpace {
    if (ratios.isEmpty() || new LinkedHashSet<>(ratios).size() < ratios.size()) {
      throw new IllegalArgumentException(
          "pruning must hold at least one value, none twice, got " + ratios);
    }
    ratios = List.copyOf(ratios);
    for (double ratio : ratios) {
      new PruningPlan(ratio, multiple);
    }
  }

  /** No pruning; multiples of 8. */
  public static PruningSpace none() {
    return new PruningSpace(List.of(0.0), 8);
  }

  /** The same space with other ratios. */
  public PruningSpace withRatios(List<Double> newRatios) {
    return new PruningSpace(newRatios, multiple);
  }

  /** The parameters. */
  public List<Parameter> parameters() {
    return ratios.size() > 1
        ? List.of(Parameter.of("pruning", Choice.of(ratios.toArray())))
        : List.of();
  }

  /**
   * The plan of a point.
   *
   * @throws IllegalArgumentException if a parameter is missing or out of range
   */
  public PruningPlan decode(Assignment assignment) {
    return new PruningPlan(
        ratios.size() > 1 ? assignment.real("pruning") : ratios.get(0), multiple);
  }
}
