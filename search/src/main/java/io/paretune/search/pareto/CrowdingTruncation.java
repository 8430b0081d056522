package io.paretune.search.pareto;

import java.util.List;

/**
 * A front made smaller by taking out the most crowded point, again and again (Kukkonen, Deb 2006,
 * doi:10.1109/CEC.2006.1688443): the others' crowding distances are kept up to date, so that of a
 * cluster some remain, where taking out the most crowded points at once takes out all.
 *
 * <p>Each point knows its neighbours in each objective; O(n) a point taken out, after sorting.
 */
public final class CrowdingTruncation {

  private final List<Costs> front;
  private final int[][] previous;
  private final int[][] next;
  private final double[] extent;
  private final double[] crowding;
  private final boolean[] gone;
  private int left;

  private CrowdingTruncation(List<Costs> front) {
    int n = front.size();
    int objectives = front.get(0).dimension();
    this.front = front;
    this.previous = new int[objectives][n];
    this.next = new int[objectives][n];
    this.extent = new double[objectives];
    this.crowding = new double[n];
    this.gone = new boolean[n];
    this.left = n;
    for (int axis = 0; axis < objectives; axis++) {
      int[] order = ArgSort.by(axis, front);
      extent[axis] = front.get(order[n - 1]).get(axis) - front.get(order[0]).get(axis);
      for (int i = 0; i < n; i++) {
        previous[axis][order[i]] = i == 0 ? -1 : order[i - 1];
        next[axis][order[i]] = i == n - 1 ? -1 : order[i + 1];
      }
    }
    for (int i = 0; i < n; i++) {
      crowding[i] = distance(i);
    }
  }

  /**
   * Crowding distances of the points that remain, as {@link NonDominatedSorting#crowding} counts
   * them among all that remain.
   *
   * @param front points of one rank, at least one
   * @param keep how many remain
   * @return {@code double[n]}, NaN for the points taken out; of equally crowded ones the last
   */
  public static double[] crowding(List<Costs> front, int keep) {
    CrowdingTruncation thinning = new CrowdingTruncation(front);
    while (thinning.left > keep) {
      thinning.takeOut(thinning.mostCrowded());
    }
    for (int i = 0; i < thinning.crowding.length; i++) {
      thinning.crowding[i] = thinning.gone[i] ? Double.NaN : thinning.crowding[i];
    }
    return thinning.crowding;
  }

  private int mostCrowded() {
    int most = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < crowding.length; i++) {
      if (!gone[i] && crowding[i] <= least) {
        least = crowding[i];
        most = i;
      }
    }
    return most;
  }

  private void takeOut(int point) {
    gone[point] = true;
    left--;
    for (int axis = 0; axis < extent.length; axis++) {
      int before = previous[axis][point];
      int after = next[axis][point];
      if (before >= 0) {
        next[axis][before] = after;
      }
      if (after >= 0) {
        previous[axis][after] = before;
      }
    }
    for (int axis = 0; axis < extent.length; axis++) {
      int before = previous[axis][point];
      int after = next[axis][point];
      if (before >= 0) {
        crowding[before] = distance(before);
      }
      if (after >= 0) {
        crowding[after] = distance(after);
      }
    }
  }

  private double distance(int point) {
    double sum = 0;
    for (int axis = 0; axis < extent.length; axis++) {
      int before = previous[axis][point];
      int after = next[axis][point];
      if (before < 0 || after < 0) {
        return Double.POSITIVE_INFINITY;
      }
      if (extent[axis] > 0) {
        sum += (front.get(after).get(axis) - front.get(before).get(axis)) / extent[axis];
      }
    }
    return sum;
  }
}
