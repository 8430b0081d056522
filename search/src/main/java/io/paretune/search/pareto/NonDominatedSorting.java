package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Ranks of points under constrained dominance, and how crowded they are within a rank.
 *
 * <p>Sorting is efficient non-dominated sort with sequential search (Zhang, Tian, Cheng, Jin 2015,
 * doi:10.1109/TEVC.2014.2308305): points in lexicographic order can only be dominated by earlier
 * ones. O(n log n) for two objectives as long as there are few fronts, O(n^2) at worst.
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
    Costs[] costs = points.toArray(Costs[]::new);
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, lexicographic(costs));
    int[] ranks = new int[n];
    List<List<Costs>> fronts = new ArrayList<>();
    boolean two = n > 0 && costs[0].dimension() == 2;
    for (int index : order) {
      Costs point = costs[index];
      int rank = 0;
      while (rank < fronts.size() && dominated(point, fronts.get(rank), two)) {
        rank++;
      }
      if (rank == fronts.size()) {
        fronts.add(new ArrayList<>());
      }
      fronts.get(rank).add(point);
      ranks[index] = rank;
    }
    return ranks;
  }

  private static Comparator<Integer> lexicographic(Costs[] costs) {
    return (a, b) -> {
      int byViolation = Double.compare(costs[a].violation(), costs[b].violation());
      if (byViolation != 0) {
        return byViolation;
      }
      for (int i = 0; i < costs[a].dimension(); i++) {
        int byObjective = Double.compare(costs[a].get(i), costs[b].get(i));
        if (byObjective != 0) {
          return byObjective;
        }
      }
      return Integer.compare(a, b);
    };
  }

  private static boolean dominated(Costs point, List<Costs> front, boolean two) {
    if (two && point.feasible()) {
      // in two objectives the last of a sorted front has its smallest second objective
      return front.get(front.size() - 1).dominates(point);
    }
    for (int i = front.size() - 1; i >= 0; i--) {
      if (front.get(i).dominates(point)) {
        return true;
      }
    }
    return false;
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
    Integer[] order = new Integer[n];
    for (int objective = 0; objective < front.get(0).dimension(); objective++) {
      int axis = objective;
      Arrays.setAll(order, i -> i);
      Arrays.sort(
          order,
          Comparator.comparingDouble((Integer i) -> front.get(i).get(axis))
              .thenComparingInt(i -> i));
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
