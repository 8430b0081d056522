package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hypervolume of the points so far, for a search that goes on: the scale is that of {@link
 * HypervolumeTrace}, taken over what was seen until now, so the figure can fall when a point
 * stretches the box. Holds the front only; adding a point costs what {@link ParetoFront#offer}
 * does, and the volume is computed when it is asked for and something has changed. For one thread.
 */
public final class GrowingHypervolume {

  private final ParetoFront front = new ParetoFront();
  private double[] low = {};
  private double[] high = {};
  private long count;
  private boolean changed;
  private double share;

  /** Another point; an infeasible one changes nothing. */
  public void add(Costs costs) {
    if (!costs.feasible()) {
      return;
    }
    if (count == 0) {
      low = new double[costs.dimension()];
      high = new double[costs.dimension()];
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }
    for (int i = 0; i < low.length; i++) {
      changed |= costs.get(i) < low[i] || costs.get(i) > high[i];
      low[i] = Math.min(low[i], costs.get(i));
      high[i] = Math.max(high[i], costs.get(i));
    }
    changed |= !front.offer(count, costs).entered().isEmpty();
    count++;
  }

  /** The share of the whole box that is dominated, 0 to 1; 0 before the first feasible point. */
  public double share() {
    if (changed) {
      List<Costs> members = new ArrayList<>();
      front.members().forEach(member -> members.add(member.costs()));
      share = HypervolumeTrace.share(members, low, high);
      changed = false;
    }
    return share;
  }
}
