package io.paretune.evaluators.compress;

import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.Network;
import java.util.Set;

/**
 * How one network is compressed.
 *
 * @param removed labels of residual blocks that are removed whole, before anything else
 * @param pruning what is removed of the others, before fine-tuning
 * @param quantisation how the file stores and computes, at the end
 */
public record CompressionPlan(
    Set<String> removed, PruningPlan pruning, QuantisationPlan quantisation) {

  /** Copies the set. */
  public CompressionPlan {
    removed = Set.copyOf(removed);
  }

  /** No pruning, everything float. */
  public static CompressionPlan none() {
    return new CompressionPlan(Set.of(), PruningPlan.none(), QuantisationPlan.none());
  }

  /**
   * The same plan for what is left after its blocks were removed: a residual block's branch can
   * hold blocks of its own.
   */
  public CompressionPlan within(Network left) {
    return new CompressionPlan(removed, pruning, quantisation.within(left));
  }

  /** Whether the network loses anything that fine-tuning has to mend. */
  public boolean shrinks() {
    return !removed.isEmpty() || pruning.prunes();
  }
}
