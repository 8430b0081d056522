package io.paretune.evaluators.network;

/**
 * A network with weights that fit it.
 *
 * @param network the graph
 * @param weights exactly the tensors that the graph expects, in its order
 */
public record WeightedNetwork(Network network, Weights weights) {
  /** Checks that the weights fit. */
  public WeightedNetwork {
    weights = weights.requireFor(network);
  }
}
