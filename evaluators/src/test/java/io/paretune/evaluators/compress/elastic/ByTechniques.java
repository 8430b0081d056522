package io.paretune.evaluators.compress.elastic;

import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.search.space.Assignment;
import java.util.Set;
import java.util.stream.Collectors;

/** What the techniques make of a whole model, without any sharing. */
final class ByTechniques {

  private ByTechniques() {}

  /** The model without the blocks that a point removes. */
  static WeightedNetwork removed(WeightedNetwork whole, Assignment point) {
    Set<String> blocks =
        point.asMap().entrySet().stream()
            .filter(each -> each.getValue().equals(true))
            .map(each -> each.getKey().substring(RemovalSpace.REMOVE.length()))
            .collect(Collectors.toSet());
    return BlockRemoval.remove(whole, blocks);
  }

  /**
   * The model with as many channels of each group zeroed as a narrower one lacks, the last ones.
   */
  static WeightedNetwork masked(WeightedNetwork model, Network narrower) {
    return StructuredPruning.select(
            model.network(),
            model.weights(),
            group -> narrower.shapeOf(group.producers().get(0)).channels(),
            (ties, weights) -> {
              double[] scores = new double[ties.size()];
              java.util.Arrays.setAll(scores, id -> -id);
              return scores;
            })
        .masked(model.weights());
  }
}
