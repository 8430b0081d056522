package io.paretune.search.pareto;

import java.util.Arrays;

/**
 * A measurement as the algorithms see it: every objective to be minimised, and by how much the hard
 * constraints are broken. Immutable.
 */
public final class Costs {

  private final double[] minimised;
  private final double violation;

  private Costs(double[] minimised, double violation) {
    this.minimised = minimised;
    this.violation = violation;
  }

  /**
   * Costs without a broken constraint.
   *
   * @param minimised {@code double[objectives]}, finite
   */
  public static Costs of(double... minimised) {
    return of(minimised, 0);
  }

  /**
   * Costs with the sum of the constraints' violations.
   *
   * @param minimised {@code double[objectives]}, finite
   * @param violation 0 if feasible, otherwise above 0
   */
  public static Costs of(double[] minimised, double violation) {
    if (minimised.length == 0) {
      throw new IllegalArgumentException("costs need at least one objective, got none");
    }
    double[] copy = minimised.clone();
    for (int i = 0; i < copy.length; i++) {
      // -0.0, which a maximised zero becomes, equals 0.0 but would sort before it
      copy[i] += 0.0;
      if (!Double.isFinite(copy[i])) {
        throw new IllegalArgumentException(
            "costs must be finite, got " + Arrays.toString(minimised));
      }
    }
    if (!(violation >= 0)) {
      throw new IllegalArgumentException("violation must be at least 0, got " + violation);
    }
    return new Costs(copy, violation + 0.0);
  }

  /** Number of objectives. */
  public int dimension() {
    return minimised.length;
  }

  /** The cost in one objective. */
  public double get(int objective) {
    return minimised[objective];
  }

  /** Sum of the constraints' violations; 0 if feasible. */
  public double violation() {
    return violation;
  }

  /** Whether no constraint is broken. */
  public boolean feasible() {
    return violation == 0;
  }

  /** A copy of the costs, {@code double[objectives]}. */
  public double[] toArray() {
    return minimised.clone();
  }

  /** The costs themselves; shared, do not change. */
  double[] values() {
    return minimised;
  }

  /**
   * Constrained dominance (Deb, Pratap, Agarwal, Meyarivan 2002, doi:10.1109/4235.996017, section
   * VI): the feasible beats the infeasible, the less infeasible the more, and among equally
   * infeasible or feasible ones the one that is nowhere worse and somewhere better.
   *
   * @throws IllegalArgumentException if the other has another number of objectives
   */
  public boolean dominates(Costs other) {
    return against(other) < 0;
  }

  /** -1 if this dominates the other, 1 if the other dominates this, else 0; one pass for both. */
  int against(Costs other) {
    if (minimised.length != other.minimised.length) {
      throw new IllegalArgumentException(
          "costs must have equally many objectives to be compared, got "
              + minimised.length
              + " and "
              + other.minimised.length);
    }
    if (violation != other.violation) {
      return violation < other.violation ? -1 : 1;
    }
    boolean better = false;
    boolean worse = false;
    for (int i = 0; i < minimised.length; i++) {
      better |= minimised[i] < other.minimised[i];
      worse |= minimised[i] > other.minimised[i];
      if (better && worse) {
        return 0;
      }
    }
    return better == worse ? 0 : better ? -1 : 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Costs that
        && violation == that.violation
        && Arrays.equals(minimised, that.minimised);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(minimised) + Double.hashCode(violation);
  }

  @Override
  public String toString() {
    return Arrays.toString(minimised) + (feasible() ? "" : " violating by " + violation);
  }
}
