package io.paretune.evaluators.compress;

import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;

/**
 * How one network is compressed.
 *
 * @param pruning what is removed, before fine-tuning
 * @param quantisation how the file stores and computes, at the end
 */
public record CompressionPlan(PruningPlan pruning, QuantisationPlan quantisation) {

  /** No pruning, everything float. */
  public static CompressionPlan none() {
    return new CompressionPlan(PruningPlan.none(), QuantisationPlan.none());
  }
}
