package io.paretune.search.sampler.cmaes;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.pareto.ParetoFront;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order of a generation's trials, best first: feasible ones first, then by violation; with one
 * objective by cost.
 *
 * <p>With several objectives by uncrowded hypervolume improvement (Toure, Hansen, Auger, Brockhoff
 * 2019, doi:10.1145/3321707.3321852) over the front of all earlier generations: a trial that the
 * front does not dominate by the hypervolume it adds, one that it does by its distance to it. So
 * the distribution moves to where the front is lacking, and after it has converged there, a restart
 * seeks another gap. With more than three objectives the distance to the nearest member of the
 * front stands in for the hypervolume, which would cost too much.
 */
final class GenerationRanking {

  /** The front is thinned beyond this many members, the most crowded first. */
  private static final int MOST = 200;

  private static final int MOST_FOR_HYPERVOLUME = 3;

  private static final double REFERENCE = 1.1;

  private List<Costs> front = new ArrayList<>();

  /**
   * Orders a generation.
   *
   * @return places, best first
   */
  List<Integer> order(List<Costs> generation) {
    boolean single = generation.get(0).dimension() == 1;
    double[] worth = new double[generation.size()];
    if (!single) {
      Scale scale = Scale.of(front.isEmpty() ? generation : front);
      for (int i = 0; i < worth.length; i++) {
        worth[i] = worth(generation.get(i), scale);
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < worth.length; i++) {
      order.add(i);
    }
    order.sort(
        Comparator.comparingDouble((Integer i) -> generation.get(i).violation())
            .thenComparingDouble(i -> single ? generation.get(i).get(0) : -worth[i])
            .thenComparingInt(i -> i));
    return order;
  }

  /**
   * Takes a generation into the front.
   *
   * @return whether any of it entered
   */
  boolean remember(List<Costs> generation) {
    ParetoFront next = new ParetoFront();
    int id = 0;
    for (Costs member : front) {
      next.offer(id++, member);
    }
    boolean entered = false;
    for (Costs costs : generation) {
      entered |= !next.offer(id++, costs).entered().isEmpty();
    }
    front = new ArrayList<>(next.members().stream().map(ParetoFront.Member::costs).toList());
    while (front.size() > MOST) {
      double[] crowding = NonDominatedSorting.crowding(front);
      int least = 0;
      for (int i = 1; i < crowding.length; i++) {
        least = crowding[i] < crowding[least] ? i : least;
      }
      front.remove(least);
    }
    return entered;
  }

  private double worth(Costs costs, Scale scale) {
    if (front.isEmpty()) {
      // the first generation: near to its own best values
      return -distance(scale.unit(costs), new double[costs.dimension()], false);
    }
    boolean dominated = front.stream().anyMatch(member -> member.dominates(costs));
    double[] point = scale.unit(costs);
    double nearest = Double.POSITIVE_INFINITY;
    for (Costs member : front) {
      nearest = Math.min(nearest, distance(point, scale.unit(member), dominated));
    }
    if (dominated) {
      return -nearest;
    }
    if (point.length > MOST_FOR_HYPERVOLUME) {
      return nearest;
    }
    double[] reference = new double[point.length];
    Arrays.fill(reference, REFERENCE);
    // what a point adds is its own box less what the front covers of it
    List<double[]> covered = new ArrayList<>();
    double box = 1;
    for (int k = 0; k < point.length; k++) {
      box *= Math.max(0, REFERENCE - point[k]);
    }
    if (box > 0) {
      for (Costs member : front) {
        double[] limited = scale.unit(member);
        for (int k = 0; k < limited.length; k++) {
          limited[k] = Math.max(limited[k], point[k]);
        }
        covered.add(limited);
      }
      return box - Hypervolume.of(covered, reference);
    }
    // not dominated, but beyond the reference: behind all that add something, before the dominated
    return 0;
  }

  /** From a dominated point only the coordinates in which the member is better count. */
  private static double distance(double[] point, double[] member, boolean dominated) {
    double sum = 0;
    for (int k = 0; k < point.length; k++) {
      double away = dominated ? Math.max(0, point[k] - member[k]) : point[k] - member[k];
      sum += away * away;
    }
    return Math.sqrt(sum);
  }

  /** A box of the objectives' space, as the unit cube. */
  private static final class Scale {
    private final double[] low;
    private final double[] high;

    private Scale(double[] low, double[] high) {
      this.low = low;
      this.high = high;
    }

    static Scale of(List<Costs> points) {
      double[] low = points.get(0).toArray();
      double[] high = points.get(0).toArray();
      for (Costs point : points) {
        for (int k = 0; k < low.length; k++) {
          low[k] = Math.min(low[k], point.get(k));
          high[k] = Math.max(high[k], point.get(k));
        }
      }
      return new Scale(low, high);
    }

    double[] unit(Costs costs) {
      double[] unit = new double[low.length];
      for (int k = 0; k < unit.length; k++) {
        double span = high[k] - low[k];
        unit[k] = span > 0 ? (costs.get(k) - low[k]) / span : costs.get(k) - low[k];
      }
      return unit;
    }
  }
}
