package io.paretune.evaluators.table;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.pareto.ParetoFront;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The best that there is in a table, and how near to it others are.
 *
 * <p>Every objective is minimised and scaled so that the front's best value is 0 (the ideal) and
 * its worst 1 (the nadir); the reference point is 1.1 in each. Where the front has one value only,
 * the whole table's range is the scale. Immutable.
 */
public final class TrueFront {

  /** Where the reference point lies on every scaled axis. */
  public static final double REFERENCE = 1.1;

  private final int size;
  private final double[] ideal;
  private final double[] width;
  private final double hypervolume;

  private TrueFront(int size, double[] ideal, double[] width, List<double[]> front) {
    this.size = size;
    this.ideal = ideal;
    this.width = width;
    this.hypervolume = scaledHypervolume(front);
  }

  /** The front of all costs that there are; at least one. */
  static TrueFront of(Collection<Costs> all) {
    ParetoFront front = new ParetoFront();
    long number = 0;
    for (Costs costs : all) {
      front.offer(number++, costs);
    }
    List<double[]> best =
        front.members().stream()
            .map(ParetoFront.Member::costs)
            .distinct()
            .map(Costs::toArray)
            .toList();
    double[] ideal = least(best);
    double[] width = most(best);
    double[] low = least(all.stream().map(Costs::toArray).toList());
    double[] high = most(all.stream().map(Costs::toArray).toList());
    for (int i = 0; i < ideal.length; i++) {
      width[i] -= ideal[i];
      if (width[i] == 0) {
        width[i] = high[i] > low[i] ? high[i] - low[i] : 1;
      }
    }
    return new TrueFront(best.size(), ideal, width, best);
  }

  private static double[] least(List<double[]> points) {
    double[] least = points.get(0).clone();
    points.forEach(point -> Arrays.setAll(least, i -> Math.min(least[i], point[i])));
    return least;
  }

  private static double[] most(List<double[]> points) {
    double[] most = points.get(0).clone();
    points.forEach(point -> Arrays.setAll(most, i -> Math.max(most[i], point[i])));
    return most;
  }

  /** Number of different costs that no other dominate. */
  public int size() {
    return size;
  }

  /** The least cost of an objective, minimised. */
  public double ideal(int objective) {
    return ideal[objective];
  }

  /** What this front dominates. */
  public double hypervolume() {
    return hypervolume;
  }

  /** What some points dominate, in the same scale. */
  public double hypervolume(Collection<Costs> points) {
    return scaledHypervolume(points.stream().map(Costs::toArray).toList());
  }

  private double scaledHypervolume(List<double[]> points) {
    double[] reference = new double[ideal.length];
    Arrays.fill(reference, REFERENCE);
    List<double[]> scaled = new ArrayList<>();
    for (double[] point : points) {
      double[] unit = new double[point.length];
      Arrays.setAll(unit, i -> (point[i] - ideal[i]) / width[i]);
      scaled.add(unit);
    }
    return Hypervolume.of(scaled, reference);
  }
}
