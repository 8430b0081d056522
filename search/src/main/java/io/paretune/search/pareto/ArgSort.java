package io.paretune.search.pareto;

import java.util.List;

/**
 * Places of costs in ascending order: merge sort on primitives, several times faster than sorting
 * boxed places with a comparator, and the most of what a selection costs.
 */
final class ArgSort {

  private static final int LEXICOGRAPHIC = -1;

  private final List<Costs> costs;
  private final int axis;

  private ArgSort(List<Costs> costs, int axis) {
    this.costs = costs;
    this.axis = axis;
  }

  /** By one objective, equal ones by place. */
  static int[] by(int axis, List<Costs> costs) {
    return new ArgSort(costs, axis).sorted();
  }

  /** By violation, then by the objectives in turn, equal ones by place. */
  static int[] lexicographic(List<Costs> costs) {
    return new ArgSort(costs, LEXICOGRAPHIC).sorted();
  }

  private int[] sorted() {
    int n = costs.size();
    Costs[] all = costs.toArray(Costs[]::new);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int[] other = new int[n];
    for (int width = 1; width < n; width *= 2) {
      for (int low = 0; low < n; low += 2 * width) {
        merge(all, order, other, low, Math.min(low + width, n), Math.min(low + 2 * width, n));
      }
      int[] merged = other;
      other = order;
      order = merged;
    }
    return order;
  }

  private void merge(Costs[] all, int[] from, int[] to, int low, int middle, int high) {
    int left = low;
    int right = middle;
    for (int i = low; i < high; i++) {
      boolean takeLeft =
          left < middle && (right == high || !before(all[from[right]], all[from[left]]));
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private boolean before(Costs one, Costs two) {
    if (axis != LEXICOGRAPHIC) {
      return one.get(axis) < two.get(axis);
    }
    if (one.violation() != two.violation()) {
      return one.violation() < two.violation();
    }
    double[] mine = one.values();
    double[] theirs = two.values();
    for (int i = 0; i < mine.length; i++) {
      if (mine[i] != theirs[i]) {
        return mine[i] < theirs[i];
      }
    }
    return false;
  }
}
