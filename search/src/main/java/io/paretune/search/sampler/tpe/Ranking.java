package io.paretune.search.sampler.tpe;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.Observations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The best complete trials of a study, best first: feasible before infeasible, less infeasible
 * before more, by cost; with several objectives by non-domination rank, and within a rank in the
 * order in which they add most to the hypervolume, chosen greedily.
 *
 * <p>Only the best {@link #KEPT} of every {@link #KEPT} more are remembered, a function of the
 * observations in order: a trial that once was behind so many others is never among the best again.
 * O(KEPT log KEPT) an order, O(1) amortised an observation.
 */
final class Ranking {

  /** Most trials that can be asked for. */
  static final int KEPT = 128;

  /** With more objectives the exact hypervolume costs more than a trial should. */
  private static final int MOST_FOR_HYPERVOLUME = 3;

  private final List<Integer> kept = new ArrayList<>();
  private int followed;
  private int epoch;

  /** Takes over what was observed since the last call. */
  void follow(Observations told) {
    if (epoch != told.epoch()) {
      epoch = told.epoch();
      kept.clear();
      followed = 0;
    }
    while (followed < told.size()) {
      kept.add(followed++);
      if (kept.size() == 2 * KEPT) {
        List<Integer> best = order(told, KEPT);
        kept.clear();
        kept.addAll(best);
      }
    }
  }

  /**
   * The best trials, best first.
   *
   * @param count at most {@link #KEPT}
   * @return indices of observations
   */
  List<Integer> best(Observations told, int count) {
    return order(told, Math.min(count, kept.size()));
  }

  private List<Integer> order(Observations told, int count) {
    if (told.costs(kept.get(0)).dimension() == 1) {
      List<Integer> sorted = new ArrayList<>(kept);
      sorted.sort(
          Comparator.comparingDouble((Integer i) -> told.costs(i).violation())
              .thenComparingDouble(i -> told.costs(i).get(0))
              .thenComparingInt(i -> i));
      return List.copyOf(sorted.subList(0, count));
    }
    int[] ranks = NonDominatedSorting.ranks(kept.stream().map(told::costs).toList());
    List<Integer> best = new ArrayList<>();
    for (int rank = 0; best.size() < count; rank++) {
      List<Integer> front = new ArrayList<>();
      for (int i = 0; i < ranks.length; i++) {
        if (ranks[i] == rank) {
          front.add(kept.get(i));
        }
      }
      List<Costs> costs = front.stream().map(told::costs).toList();
      for (int place : spread(costs, Math.min(front.size(), count - best.size()))) {
        best.add(front.get(place));
      }
    }
    return best;
  }

  /** Some of a front, those first that add most to what the ones before them dominate. */
  private static List<Integer> spread(List<Costs> front, int count) {
    if (front.get(0).dimension() > MOST_FOR_HYPERVOLUME) {
      double[] crowding = NonDominatedSorting.crowding(front);
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < crowding.length; i++) {
        places.add(i);
      }
      places.sort(Comparator.comparingDouble((Integer i) -> -crowding[i]));
      return places.subList(0, count);
    }
    double[][] scaled = scaled(front);
    double[] reference = new double[scaled[0].length];
    Arrays.fill(reference, 1.1);
    // gains can only shrink as others are chosen, so a stale one is an upper bound (Minoux 1978)
    record Gain(int place, double volume, int asOf) {}
    PriorityQueue<Gain> gains =
        new PriorityQueue<>(
            Comparator.comparingDouble((Gain gain) -> -gain.volume())
                .thenComparingInt(Gain::place));
    for (int i = 0; i < scaled.length; i++) {
      gains.add(new Gain(i, Hypervolume.of(List.of(scaled[i]), reference), 0));
    }
    List<Integer> chosen = new ArrayList<>();
    List<double[]> points = new ArrayList<>();
    double volume = 0;
    while (chosen.size() < count) {
      Gain top = gains.remove();
      if (top.asOf() == chosen.size()) {
        chosen.add(top.place());
        points.add(scaled[top.place()]);
        volume += top.volume();
      } else {
        points.add(scaled[top.place()]);
        double gain = Hypervolume.of(points, reference) - volume;
        points.remove(points.size() - 1);
        gains.add(new Gain(top.place(), gain, chosen.size()));
      }
    }
    return chosen;
  }

  /** The box that a front spans, as the unit cube. */
  private static double[][] scaled(List<Costs> front) {
    double[][] scaled = new double[front.size()][front.get(0).dimension()];
    for (int k = 0; k < scaled[0].length; k++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (Costs costs : front) {
        low = Math.min(low, costs.get(k));
        high = Math.max(high, costs.get(k));
      }
      for (int i = 0; i < scaled.length; i++) {
        scaled[i][k] = high > low ? (front.get(i).get(k) - low) / (high - low) : 0;
      }
    }
    return scaled;
  }
}
