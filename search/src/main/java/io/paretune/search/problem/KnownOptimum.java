package io.paretune.search.problem;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is known of a problem's optimum.
 *
 * @param minimum the least feasible value of a single objective; empty for several
 * @param ideal by objective, what becomes 0 in the scale of hypervolumes
 * @param nadir by objective, what becomes 1
 * @param hypervolume what the true front dominates in that scale, with {@link Problem#REFERENCE} in
 *     every objective; empty where it is not known
 */
public record KnownOptimum(
    OptionalDouble minimum, List<Double> ideal, List<Double> nadir, OptionalDouble hypervolume) {

  /** Checks and copies. */
  public KnownOptimum {
    ideal = List.copyOf(ideal);
    nadir = List.copyOf(nadir);
    for (int i = 0; i < ideal.size(); i++) {
      if (!(ideal.get(i) < nadir.get(i))) {
        throw new IllegalArgumentException(
            "ideal < nadir must hold, got " + ideal + " and " + nadir);
      }
    }
  }

  /** The least value of one objective. */
  static KnownOptimum minimum(double minimum) {
    return new KnownOptimum(
        OptionalDouble.of(minimum), List.of(0.0), List.of(1.0), OptionalDouble.empty());
  }

  /** A front whose hypervolume is taken in the objectives as they are. */
  static KnownOptimum unscaled(int objectives, double hypervolume) {
    return scaled(
        Collections.nCopies(objectives, 0.0), Collections.nCopies(objectives, 1.0), hypervolume);
  }

  /** A front whose best and worst values are the ends of the scale. */
  static KnownOptimum scaled(List<Double> ideal, List<Double> nadir, double hypervolume) {
    return new KnownOptimum(OptionalDouble.empty(), ideal, nadir, OptionalDouble.of(hypervolume));
  }

  /** A value in the scale of hypervolumes. */
  double scaled(int objective, double value) {
    return (value - ideal.get(objective)) / (nadir.get(objective) - ideal.get(objective));
  }
}
