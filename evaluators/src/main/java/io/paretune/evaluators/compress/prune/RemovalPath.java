package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.network.WeightedNetwork;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The order in which whole residual blocks are best left out: greedily, each time the one without
 * which the network is still right most often, nothing trained in between. What a network loses at
 * once says which blocks fine-tuning can do without (Veit et al. 2016, arXiv:1605.06431).
 */
public final class RemovalPath {

  private RemovalPath() {}

  /**
   * A block left out beside those before it.
   *
   * @param block its label
   * @param accuracy of the network without it and them, 0 to 1
   */
  public record Step(String block, double accuracy) {}

  /**
   * The steps of the path.
   *
   * <p>Judges at most {@code steps} times as many networks as there are removable blocks.
   *
   * @param model what to begin with
   * @param judge accuracy of a network, 0 to 1
   * @param least accuracy under which the path ends
   * @param steps the most blocks to leave out
   * @return none if no block can be left out
   */
  public static List<Step> greedy(
      WeightedNetwork model, ToDoubleFunction<WeightedNetwork> judge, double least, int steps) {
    Set<String> candidates = new LinkedHashSet<>(BlockRemoval.removable(model.network()));
    Set<String> removed = new LinkedHashSet<>();
    List<Step> path = new ArrayList<>();
    while (path.size() < steps && !candidates.isEmpty()) {
      Step best = null;
      for (String block : candidates) {
        Set<String> without = new LinkedHashSet<>(removed);
        without.add(block);
        double accuracy = judge.applyAsDouble(BlockRemoval.remove(model, without));
        if (best == null || accuracy > best.accuracy) {
          best = new Step(block, accuracy);
        }
      }
      if (best == null || best.accuracy < least) {
        break;
      }
      path.add(best);
      removed.add(best.block);
      candidates.remove(best.block);
    }
    return List.copyOf(path);
  }
}
