package io.paretune.evaluators.compress.rewrite;

import io.paretune.evaluators.network.WeightedNetwork;

/**
 * A rewrite of a network with its weights into a smaller or faster one. Implementations are pure,
 * and say whether the outputs stay the same.
 */
@FunctionalInterface
public interface Compressor {

  /** The rewritten network; the given one is not changed. */
  WeightedNetwork compress(WeightedNetwork original);

  /** This rewrite, then another. */
  default Compressor then(Compressor next) {
    return original -> next.compress(compress(original));
  }
}
