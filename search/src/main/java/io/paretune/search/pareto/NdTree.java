package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points of which none dominates another, boxed so that most need not be looked at: a point that no
 * member of a box can dominate, and that dominates none, passes the whole box by.
 *
 * <p>After the ND-tree (Jaszkiewicz, Lust 2018, doi:10.1109/TEVC.2018.2799684), with its rules on
 * boxes. Departures: boxes are halved at the median of one objective after the other instead of
 * clustered by distance, so that the objectives' units do not matter, and they shrink when members
 * leave. Mutable; not thread-safe.
 */
final class NdTree {

  /** Members of a box that is not halved; of 6, 12 and 24 the fastest on DTLZ2. */
  private static final int LEAF = 12;

  private @Nullable Box root;

  /**
   * A member.
   *
   * @param order its place in the order of entry
   * @param id the trial's number
   * @param costs its costs
   */
  record Entry(long order, long id, Costs costs) {}

  /** Either members or two halves, and the least and the greatest cost in each objective. */
  private static final class Box {

    private final double[] low;
    private final double[] high;
    private List<Entry> members = new ArrayList<>(LEAF + 1);
    private @Nullable Box below;
    private @Nullable Box above;
    private int axis;
    private double border;

    private Box(int dimension) {
      low = new double[dimension];
      high = new double[dimension];
      forget();
    }

    private void forget() {
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    private void include(double[] least, double[] greatest) {
      for (int i = 0; i < low.length; i++) {
        low[i] = Math.min(low[i], least[i]);
        high[i] = Math.max(high[i], greatest[i]);
      }
    }
  }

  /**
   * Whether a member dominates a point; if none does, the members that the point dominates are
   * added to a list.
   */
  boolean dominates(Costs point, List<Entry> dominated) {
    if (root == null) {
      return false;
    }
    if (root.low.length != point.dimension()) {
      throw new IllegalArgumentException(
          "costs must have as many objectives as the front's, got "
              + point.dimension()
              + " and "
              + root.low.length);
    }
    return dominates(root, point, dominated);
  }

  private static boolean dominates(Box box, Costs point, List<Entry> dominated) {
    int relation = relation(box, point.values());
    if (relation == DOMINATES) {
      return true;
    }
    if (relation == APART) {
      return false;
    }
    if (box.below != null && box.above != null) {
      // its own side first: what dominates it is near, and then the rest need not be looked at
      boolean low = point.get(box.axis) <= box.border;
      return dominates(low ? box.below : box.above, point, dominated)
          || dominates(low ? box.above : box.below, point, dominated);
    }
    for (Entry member : box.members) {
      int order = point.against(member.costs());
      if (order > 0) {
        return true;
      }
      if (order < 0) {
        dominated.add(member);
      }
    }
    return false;
  }

  private static final int APART = 0;
  private static final int DOMINATES = 1;
  private static final int OPEN = 2;

  /** What the bounds of a box alone say: all members dominate the point, or none is comparable. */
  private static int relation(Box box, double[] point) {
    double[] low = box.low;
    double[] high = box.high;
    boolean lowReaches = true;
    boolean highReaches = true;
    boolean highDominates = true;
    boolean highDiffers = false;
    for (int i = 0; i < low.length; i++) {
      double cost = point[i];
      lowReaches &= low[i] <= cost;
      highReaches &= cost <= high[i];
      highDominates &= high[i] <= cost;
      highDiffers |= high[i] != cost;
      if (!lowReaches && !highReaches) {
        return APART;
      }
    }
    return highDominates && highDiffers ? DOMINATES : OPEN;
  }

  /** Takes out all members that a point dominates. */
  void removeDominated(Costs point) {
    if (root != null) {
      root = without(root, point);
    }
  }

  /** The box without what a point dominates; null if nothing is left. */
  private static @Nullable Box without(Box box, Costs point) {
    if (relation(box, point.values()) == APART) {
      return box;
    }
    if (box.below != null && box.above != null) {
      Box below = without(box.below, point);
      Box above = without(box.above, point);
      if (below == null || above == null) {
        return below == null ? above : below;
      }
      box.below = below;
      box.above = above;
      box.forget();
      box.include(below.low, below.high);
      box.include(above.low, above.high);
      return box;
    }
    if (box.members.removeIf(member -> point.against(member.costs()) < 0)) {
      box.forget();
      for (Entry member : box.members) {
        double[] costs = member.costs().values();
        box.include(costs, costs);
      }
    }
    return box.members.isEmpty() ? null : box;
  }

  /** Adds a point that no member dominates and that dominates none. */
  void add(Entry entry) {
    double[] costs = entry.costs().values();
    if (root == null) {
      root = new Box(costs.length);
    }
    Box box = root;
    int depth = 0;
    box.include(costs, costs);
    while (box.below != null && box.above != null) {
      box = costs[box.axis] <= box.border ? box.below : box.above;
      box.include(costs, costs);
      depth++;
    }
    box.members.add(entry);
    if (box.members.size() > LEAF) {
      halve(box, depth);
    }
  }

  /** Splits a box at its median in the first objective, by depth, in which its members differ. */
  private static void halve(Box box, int depth) {
    int dimension = box.low.length;
    for (int i = 0; i < dimension; i++) {
      int axis = (depth + i) % dimension;
      if (box.low[axis] < box.high[axis]) {
        List<Entry> sorted = new ArrayList<>(box.members);
        sorted.sort(Comparator.comparingDouble(entry -> entry.costs().get(axis)));
        double border = sorted.get((sorted.size() - 1) / 2).costs().get(axis);
        if (border == box.high[axis]) {
          border = below(sorted, axis, border);
        }
        split(box, axis, border);
        return;
      }
    }
  }

  /** The greatest cost under a border; there is one. */
  private static double below(List<Entry> sorted, int axis, double border) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (Entry entry : sorted) {
      double cost = entry.costs().get(axis);
      greatest = cost < border ? cost : greatest;
    }
    return greatest;
  }

  private static void split(Box box, int axis, double border) {
    Box below = new Box(box.low.length);
    Box above = new Box(box.low.length);
    for (Entry member : box.members) {
      double[] costs = member.costs().values();
      Box half = costs[axis] <= border ? below : above;
      half.members.add(member);
      half.include(costs, costs);
    }
    box.members = List.of();
    box.axis = axis;
    box.border = border;
    box.below = below;
    box.above = above;
  }

  /** All members, in no particular order. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    if (root != null) {
      collect(root, all);
    }
    return all;
  }

  private static void collect(Box box, List<Entry> all) {
    all.addAll(box.members);
    if (box.below != null && box.above != null) {
      collect(box.below, all);
      collect(box.above, all);
    }
  }
}
