package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.List;

/**
 * Ranks of points under constrained dominance, and how crowded they are within a rank.
 *
 * <p>Sorting is efficient non-dominated sort (Zhang, Tian, Cheng, Jin 2015,
 * doi:10.1109/TEVC.2014.2308305) with binary search among fronts: points in lexicographic order can
 * only be dominated by earlier ones. O(n log n) for two objectives as long as there are few fronts,
 * O(n^2) at worst.
 */
public final class NonDominatedSorting {

  private NonDominatedSorting() {}

  /**
   * The rank of every point: 0 for the non-dominated ones, 1 for those that only rank 0 dominates,
   * and so on.
   *
   * @param points in any order
   * @return {@code int[n]}
   */
  public static int[] ranks(List<Costs> points) {
    int n = points.size();
    int[] ranks = new int[n];
    List<List<Costs>> fronts = new ArrayList<>();
    boolean two = n > 0 && points.get(0).dimension() == 2;
    for (int place : ArgSort.lexicographic(points)) {
      Costs point = points.get(place);
      // what a front dominates, those before it dominate too: the first that does not, by halves
      int rank = 0;
      int most = fronts.size();
      while (rank < most) {
        int middle = (rank + most) >>> 1;
        if (dominated(point, fronts.get(middle), two)) {
          rank = middle + 1;
        } else {
          most = middle;
        }
      }
      if (rank == fronts.size()) {
        fronts.add(new ArrayList<>());
      }
      fronts.get(rank).add(point);
      ranks[place] = rank;
    }
    return ranks;
  }

  /** Whether one of a front, all of which come before the point in order, dominates it. */
  private static boolean dominated(Costs point, List<Costs> front, boolean two) {
    // in two objectives the last of a sorted front has its smallest second objective
    int least = two && point.feasible() ? front.size() - 1 : 0;
    for (int i = front.size() - 1; i >= least; i--) {
      if (dominatesLater(front.get(i), point)) {
        return true;
      }
    }
    return false;
  }

  /** Dominance over a point that comes later in order: its first objective need not be compared. */
  private static boolean dominatesLater(Costs earlier, Costs later) {
    if (earlier.violation() != later.violation()) {
      return true;
    }
    double[] before = earlier.values();
    double[] after = later.values();
    boolean better = before[0] < after[0];
    for (int i = 1; i < before.length; i++) {
      if (before[i] > after[i]) {
        return false;
      }
      better |= before[i] < after[i];
    }
    return better;
  }

  /**
   * Crowding distance within one front (Deb et al. 2002): the larger, the lonelier; infinite at the
   * ends of each objective.
   *
   * @param front points of one rank
   * @return {@code double[n]}
   */
  public static double[] crowding(List<Costs> front) {
    int n = front.size();
    double[] distance = new double[n];
    if (n == 0) {
      return distance;
    }
    for (int axis = 0; axis < front.get(0).dimension(); axis++) {
      int[] order = ArgSort.by(axis, front);
      double low = front.get(order[0]).get(axis);
      double high = front.get(order[n - 1]).get(axis);
      distance[order[0]] = Double.POSITIVE_INFINITY;
      distance[order[n - 1]] = Double.POSITIVE_INFINITY;
      if (high > low) {
        for (int i = 1; i < n - 1; i++) {
          distance[order[i]] +=
              (front.get(order[i + 1]).get(axis) - front.get(order[i - 1]).get(axis))
                  / (high - low);
        }
      }
    }
    return distance;
  }
}
