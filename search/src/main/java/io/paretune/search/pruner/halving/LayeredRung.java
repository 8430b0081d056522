package io.paretune.search.pruner.halving;

import io.paretune.search.pareto.Costs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A rung in several objectives: fronts of trials, each dominated by the one before it; within a
 * front, what is far from the others comes first.
 *
 * <p>Fronts are kept up to date trial by trial (Li, Deb, Zhang, Kwong 2014,
 * doi:10.1109/TEVC.2014.2378512: efficient non-domination level update); they depend on the set of
 * trials alone, not on the order in which they came. A new trial is compared with the fronts that a
 * binary search visits and with those through which others move down.
 */
final class LayeredRung implements Rung {

  private final boolean wholeFront;
  private final Spread spread;
  private final List<List<Entry>> fronts = new ArrayList<>();
  private int size;

  private record Entry(long trial, Costs costs) {}

  /**
   * An empty rung.
   *
   * @param wholeFront whether every trial that no other dominates is kept
   * @param spread how a front is ordered of which only a part is kept
   */
  LayeredRung(boolean wholeFront, Spread spread) {
    this.wholeFront = wholeFront;
    this.spread = spread;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void add(long trial, Costs costs) {
    size++;
    List<Entry> sinking = List.of(new Entry(trial, costs));
    for (int level = rank(costs); !sinking.isEmpty(); level++) {
      if (level == fronts.size()) {
        fronts.add(new ArrayList<>(sinking));
        return;
      }
      List<Entry> stay = new ArrayList<>();
      List<Entry> next = new ArrayList<>();
      for (Entry entry : fronts.get(level)) {
        (dominated(entry.costs(), sinking) ? next : stay).add(entry);
      }
      if (stay.isEmpty()) {
        // the whole front sinks, and all below it sink by one with it
        fronts.add(level, new ArrayList<>(sinking));
        return;
      }
      stay.addAll(sinking);
      fronts.set(level, stay);
      sinking = next;
    }
  }

  /** The first front of which no trial dominates the costs. */
  private int rank(Costs costs) {
    int low = 0;
    int high = fronts.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (dominated(costs, fronts.get(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean dominated(Costs costs, List<Entry> by) {
    for (Entry entry : by) {
      if (entry.costs().dominates(costs)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean keeps(long trial, Costs costs, int most) {
    int rank = rank(costs);
    if (rank == 0 && wholeFront && costs.feasible()) {
      return true;
    }
    int better = 0;
    for (int level = 0; level < rank; level++) {
      better += fronts.get(level).size();
    }
    List<Entry> front = new ArrayList<>(fronts.get(rank));
    if (better + front.size() <= most) {
      return true;
    }
    front.sort(Comparator.comparingLong(Entry::trial));
    int[] order = spread.order(front.stream().map(Entry::costs).toList());
    for (int place = 0; place < most - better; place++) {
      if (front.get(order[place]).trial() == trial) {
        return true;
      }
    }
    return false;
  }

  /** The trials by front, each by number; for tests against a sort from scratch. */
  List<List<Long>> layers() {
    return fronts.stream()
        .map(front -> front.stream().map(Entry::trial).sorted().toList())
        .toList();
  }
}
