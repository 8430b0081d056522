package io.paretune.search.pruner.halving;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which trials of one front come first, so that a few of them stand for all. */
public enum Spread {

  /**
   * An epsilon net: the best in the first objective, then always the one that is farthest from all
   * before it, axes scaled to the front's ranges (Schmucker et al. 2021, arXiv:2106.12639, section
   * 3; the farthest-first traversal of Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5). O(n^2).
   */
  EPSILON_NET {
    @Override
    int[] order(List<Costs> front) {
      int n = front.size();
      int axes = front.get(0).dimension();
      double[][] points = scaled(front, axes);
      double[] distance = new double[n];
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      boolean[] taken = new boolean[n];
      int[] order = new int[n];
      int next = 0;
      for (int i = 1; i < n; i++) {
        next = points[i][0] < points[next][0] ? i : next;
      }
      for (int place = 0; place < n; place++) {
        order[place] = next;
        taken[next] = true;
        int farthest = -1;
        for (int i = 0; i < n; i++) {
          if (!taken[i]) {
            distance[i] = Math.min(distance[i], squared(points[i], points[next]));
            farthest = farthest < 0 || distance[i] > distance[farthest] ? i : farthest;
          }
        }
        next = farthest;
      }
      return order;
    }
  },

  /** By crowding distance, the loneliest first (Deb et al. 2002, doi:10.1109/4235.996017). */
  CROWDING {
    @Override
    int[] order(List<Costs> front) {
      double[] crowding = NonDominatedSorting.crowding(front);
      Integer[] order = new Integer[front.size()];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -crowding[i]));
      return Arrays.stream(order).mapToInt(i -> i).toArray();
    }
  };

  /**
   * The front's places, best first; of equals the earlier one.
   *
   * @param front at least one
   */
  abstract int[] order(List<Costs> front);

  private static double[][] scaled(List<Costs> front, int axes) {
    double[][] points = new double[front.size()][axes];
    for (int axis = 0; axis < axes; axis++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (Costs costs : front) {
        low = Math.min(low, costs.get(axis));
        high = Math.max(high, costs.get(axis));
      }
      for (int i = 0; i < points.length; i++) {
        points[i][axis] = high > low ? (front.get(i).get(axis) - low) / (high - low) : 0;
      }
    }
    return points;
  }

  private static double squared(double[] one, double[] other) {
    double sum = 0;
    for (int axis = 0; axis < one.length; axis++) {
      sum += (one[axis] - other[axis]) * (one[axis] - other[axis]);
    }
    return sum;
  }
}
