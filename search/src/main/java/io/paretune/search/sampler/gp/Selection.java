package io.paretune.search.sampler.gp;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.pareto.ParetoFront;
import io.paretune.search.sampler.Observations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which trials a process looks at when there are more than it can bear. */
final class Selection {

  private Selection() {}

  /**
   * At most {@code most} of the first {@code count} complete trials, in their order: the best half
   * by constrained rank, a quarter of the latest, and a quarter spread evenly over the others. O(n
   * log n) for one objective.
   */
  static int[] of(Observations told, int count, int most) {
    int[] all = new int[count];
    Arrays.setAll(all, i -> i);
    if (count <= most) {
      return all;
    }
    boolean[] taken = new boolean[count];
    List<Costs> costs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      costs.add(told.costs(i));
    }
    int[] ranks = NonDominatedSorting.ranks(costs);
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> ranks[i]));
    int chosen = 0;
    for (int i = 0; i < most / 2; i++) {
      taken[order[i]] = true;
      chosen++;
    }
    for (int i = count - 1; chosen < most * 3 / 4; i--) {
      chosen += taken[i] ? 0 : 1;
      taken[i] = true;
    }
    int[] rest = Arrays.stream(all).filter(i -> !taken[i]).toArray();
    int wanted = most - chosen;
    for (int i = 0; i < wanted; i++) {
      taken[rest[(int) ((long) i * rest.length / wanted)]] = true;
    }
    return Arrays.stream(all).filter(i -> taken[i]).toArray();
  }

  /** The points that no other dominates; of equal ones all. */
  static List<double[]> front(List<double[]> points) {
    ParetoFront front = new ParetoFront();
    for (int i = 0; i < points.size(); i++) {
      front.offer(i, Costs.of(points.get(i)));
    }
    return front.members().stream().map(member -> points.get((int) member.id())).toList();
  }
}
