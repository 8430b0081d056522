package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the hypervolume grew, in the box that all the feasible points span: each axis from the best
 * to the worst value seen is scaled to [0, 1] and the reference point is 1.1 on each, so that the
 * trace needs no reference point from the user and the extremes of the front count.
 */
public final class HypervolumeTrace {

  /** Where the reference point lies on every scaled axis. */
  public static final double REFERENCE = 1.1;

  private HypervolumeTrace() {}

  /**
   * The hypervolume after each point, as a share of the whole box (0 to 1).
   *
   * @param points in the order in which they were found; infeasible ones add nothing
   * @return {@code double[n]}, never falling
   */
  public static double[] of(List<Costs> points) {
    double[] trace = new double[points.size()];
    List<Costs> feasible = points.stream().filter(Costs::feasible).toList();
    if (feasible.isEmpty()) {
      return trace;
    }
    int dimension = feasible.get(0).dimension();
    double[] low = new double[dimension];
    double[] high = new double[dimension];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    for (Costs costs : feasible) {
      for (int i = 0; i < dimension; i++) {
        low[i] = Math.min(low[i], costs.get(i));
        high[i] = Math.max(high[i], costs.get(i));
      }
    }
    ParetoFront front = new ParetoFront();
    double current = 0;
    for (int i = 0; i < trace.length; i++) {
      if (!front.offer(i, points.get(i)).entered().isEmpty()) {
        List<Costs> members = new ArrayList<>();
        front.members().forEach(member -> members.add(member.costs()));
        // the volume can only grow; rounding must not show otherwise
        current = Math.max(current, share(members, low, high));
      }
      trace[i] = current;
    }
    return trace;
  }

  /** The share of the box between these ends, each axis up to {@link #REFERENCE}. */
  static double share(List<Costs> front, double[] low, double[] high) {
    double[] reference = new double[low.length];
    Arrays.fill(reference, REFERENCE);
    List<double[]> scaled = new ArrayList<>();
    for (Costs costs : front) {
      scaled.add(scaled(costs, low, high));
    }
    // rounding must not show more than the box
    return Math.min(1, Hypervolume.of(scaled, reference) / Math.pow(REFERENCE, low.length));
  }

  private static double[] scaled(Costs costs, double[] low, double[] high) {
    double[] unit = new double[low.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = high[i] > low[i] ? (costs.get(i) - low[i]) / (high[i] - low[i]) : 0;
    }
    return unit;
  }
}
