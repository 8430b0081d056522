package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.Arrays;
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
    Placed[] order = new Placed[n];
    for (int i = 0; i < n; i++) {
      order[i] = new Placed(points.get(i), i);
    }
    Arrays.sort(order);
    int[] ranks = new int[n];
    List<List<Costs>> fronts = new ArrayList<>();
    boolean two = n > 0 && points.get(0).dimension() == 2;
    for (Placed placed : order) {
      Costs point = placed.costs();
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
      ranks[placed.place()] = rank;
    }
    return ranks;
  }

  /** A point and its place in the list given, in lexicographic order, violation first. */
  private record Placed(Costs costs, int place) implements Comparable<Placed> {
    @Override
    public int compareTo(Placed other) {
      int byViolation = Double.compare(costs.violation(), other.costs.violation());
      if (byViolation != 0) {
        return byViolation;
      }
      double[] mine = costs.values();
      double[] theirs = other.costs.values();
      for (int i = 0; i < mine.length; i++) {
        // costs are finite, and 0 has no sign
        if (mine[i] != theirs[i]) {
          return mine[i] < theirs[i] ? -1 : 1;
        }
      }
      return Integer.compare(place, other.place);
    }
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
    int[] order = new int[n];
    for (int objective = 0; objective < front.get(0).dimension(); objective++) {
      int axis = objective;
      sort(front, axis, order);
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

  /** Writes the places of the points in ascending order of one objective, equal ones by place. */
  private static void sort(List<Costs> front, int axis, int[] order) {
    record Keyed(double cost, int place) implements Comparable<Keyed> {
      @Override
      public int compareTo(Keyed other) {
        int byCost = Double.compare(cost, other.cost);
        return byCost != 0 ? byCost : Integer.compare(place, other.place);
      }
    }
    Keyed[] keyed = new Keyed[order.length];
    for (int i = 0; i < keyed.length; i++) {
      keyed[i] = new Keyed(front.get(i).get(axis), i);
    }
    Arrays.sort(keyed);
    for (int i = 0; i < keyed.length; i++) {
      order[i] = keyed[i].place();
    }
  }
}
