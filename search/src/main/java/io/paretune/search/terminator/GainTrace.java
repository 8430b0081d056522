package io.paretune.search.terminator;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.pareto.ParetoFront;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hypervolume of a study at earlier moments, in the box of its front of today: each axis from
 * the best value to the worst on the front is 1, and the reference point is 1.1.
 *
 * <p>Measured so, a gain is as large as it looks on the front; in the box of all trials one outlier
 * would make every later gain look small. An axis on which the front has no extent, as with a
 * single objective, reaches to the median of all feasible trials instead.
 *
 * <p>Trials are added in the order in which they ended. Not thread-safe.
 */
final class GainTrace {

  private static final double REFERENCE = 1.1;

  private final ParetoFront front = new ParetoFront();
  private final List<Costs> feasible = new ArrayList<>();
  // trials that came onto the front when they ended, and how many had ended before each
  private final List<Costs> entered = new ArrayList<>();
  private final List<Integer> enteredAt = new ArrayList<>();
  private int trials;

  /** Adds a trial without costs: failed or pruned. */
  void add() {
    trials++;
  }

  /** Adds a complete trial. */
  void add(Costs costs) {
    if (costs.feasible()) {
      feasible.add(costs);
      if (!front.offer(trials, costs).entered().isEmpty()) {
        entered.add(costs);
        enteredAt.add(trials);
      }
    }
    trials++;
  }

  /** Number of trials that ended. */
  int trials() {
    return trials;
  }

  /** Whether there is a front at all. */
  boolean isEmpty() {
    return entered.isEmpty();
  }

  /** How many trials had ended before each of those that came onto the front, the last first. */
  List<Integer> improvements(int most) {
    List<Integer> last = new ArrayList<>();
    for (int i = enteredAt.size() - 1; i >= 0 && last.size() < most; i--) {
      last.add(enteredAt.get(i));
    }
    return last;
  }

  /**
   * The hypervolume when the first so many trials had ended, in today's box.
   *
   * @param counts in any order
   */
  double[] hypervolumes(int... counts) {
    int dimension = entered.get(0).dimension();
    double[] low = new double[dimension];
    double[] width = new double[dimension];
    for (int axis = 0; axis < dimension; axis++) {
      int a = axis;
      double[] extent =
          front.members().stream().mapToDouble(member -> member.costs().get(a)).sorted().toArray();
      low[axis] = extent[0];
      width[axis] = extent[extent.length - 1] - low[axis];
      if (!(width[axis] > 0)) {
        double[] all = feasible.stream().mapToDouble(costs -> costs.get(a)).sorted().toArray();
        width[axis] = all[all.length / 2] - low[axis];
      }
      // all the same: any width will do, no gain is possible
      width[axis] = width[axis] > 0 ? width[axis] : 1;
    }
    double[] reference = new double[dimension];
    Arrays.fill(reference, REFERENCE);
    double[] found = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      List<double[]> points = new ArrayList<>();
      for (int k = 0; k < entered.size() && enteredAt.get(k) < counts[i]; k++) {
        points.add(scaled(entered.get(k), low, width));
      }
      found[i] = Hypervolume.of(points, reference);
    }
    return found;
  }

  private static double[] scaled(Costs costs, double[] low, double[] width) {
    double[] point = new double[low.length];
    Arrays.setAll(point, i -> (costs.get(i) - low[i]) / width[i]);
    return point;
  }
}
