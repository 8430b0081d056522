package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.score.Metric;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The order in which whole residual blocks are best left out: greedily, each time the one without
 * which the network still scores best, nothing trained in between. What a network loses at once
 * says which blocks fine-tuning can do without (Veit et al. 2016, arXiv:1605.06431).
 */
public final class RemovalPath {

  private RemovalPath() {}

  /**
   * A block left out beside those before it.
   *
   * @param block its label
   * @param score of the network without it and them
   */
  public record Step(String block, double score) {}

  /**
   * The steps of the path.
   *
   * <p>Judges at most {@code steps} times as many networks as there are removable blocks.
   *
   * @param model what to begin with
   * @param judge the value of the metric for a network
   * @param metric what is judged by
   * @param bound a value than which every step is at least as good: the path ends before
   * @param steps the most blocks to leave out
   * @return none if no block can be left out
   */
  public static List<Step> greedy(
      WeightedNetwork model,
      ToDoubleFunction<WeightedNetwork> judge,
      Metric metric,
      double bound,
      int steps) {
    Set<String> candidates = new LinkedHashSet<>(BlockRemoval.removable(model.network()));
    Set<String> removed = new LinkedHashSet<>();
    List<Step> path = new ArrayList<>();
    while (path.size() < steps && !candidates.isEmpty()) {
      Step best = null;
      for (String block : candidates) {
        Set<String> without = new LinkedHashSet<>(removed);
        without.add(block);
        double score = judge.applyAsDouble(BlockRemoval.remove(model, without));
        if (best == null || metric.isBetter(score, best.score)) {
          best = new Step(block, score);
        }
      }
      if (best == null || metric.isBetter(bound, best.score)) {
        break;
      }
      path.add(best);
      removed.add(best.block);
      candidates.remove(best.block);
    }
    return List.copyOf(path);
  }
}
