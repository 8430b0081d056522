package io.paretune.search.sampler.reinforce;

import io.paretune.search.pareto.Costs;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Rewards a trial by its place among the last ones: so the scale of the objectives does not matter,
 * and what was good early is ordinary later.
 */
final class RewardWindow {

  /** Trials that a new one is compared with. */
  static final int LENGTH = 100;

  /** Weight of the sum beside the largest: of two points equally far, the dominating one. */
  private static final double AUGMENTED = 0.05;

  private final Deque<Costs> last = new ArrayDeque<>();
  private double[] low = {};
  private double[] span = {};

  /** Takes in the next trial; rewards are of the last one taken. */
  void add(Costs costs) {
    last.addLast(costs);
    if (last.size() > LENGTH) {
      last.removeFirst();
    }
    int objectives = costs.dimension();
    low = new double[objectives];
    span = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      int objective = k;
      double[] values = last.stream().mapToDouble(each -> each.get(objective)).sorted().toArray();
      low[k] = values[0];
      span[k] = Math.max(values[values.length / 2] - values[0], Double.MIN_NORMAL);
    }
  }

  /**
   * The share of the window that the newest trial is better than, a tie counting half, squared, so
   * that the best count most; in [0, 1].
   *
   * <p>Feasible ones come first, infeasible ones by violation; the feasible by the augmented
   * Chebyshev distance from the window's best values, in units of the way from there to its
   * medians.
   *
   * @param weights of the objectives, {@code double[objectives]}
   */
  double reward(double[] weights) {
    Costs newest = last.getLast();
    double distance = distance(newest, weights);
    double beaten = -0.5;
    for (Costs other : last) {
      int order = Double.compare(newest.violation(), other.violation());
      order = order != 0 ? order : Double.compare(distance, distance(other, weights));
      beaten += order < 0 ? 1 : order == 0 ? 0.5 : 0;
    }
    double share = last.size() == 1 ? 0.5 : beaten / (last.size() - 1);
    return share * share;
  }

  private double distance(Costs costs, double[] weights) {
    double largest = 0;
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double away = weights[k] * (costs.get(k) - low[k]) / span[k];
      largest = Math.max(largest, away);
      sum += away;
    }
    return largest + AUGMENTED * sum;
  }
}
