package io.paretune.evaluators.train.step;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Mode;

/**
 * One forward pass of a step: a network over the shared weights, and what it is to make small.
 *
 * @param network its tensors are found by name among the weights; where those are larger, the
 *     transform must make them fit
 * @param transform between the weights and the network
 * @param mode {@link Mode#TRAINING}, or {@link Mode#BATCH_STATISTICS} to leave running statistics
 *     alone
 * @param objective its loss
 */
public record Branch(Network network, ForwardTransform transform, Mode mode, Objective objective) {
  /** Checks the mode. */
  public Branch {
    if (mode == Mode.EVALUATION) {
      throw new IllegalArgumentException("a branch must be trained, got mode EVALUATION");
    }
  }

  /** This, leaving running statistics alone. */
  Branch withoutStatistics() {
    return new Branch(network, transform, Mode.BATCH_STATISTICS, objective);
  }

  /** Whether it draws at random, from what all of a device share. */
  boolean draws() {
    return network.nodes().stream().anyMatch(node -> node.layer() instanceof Layer.Dropout);
  }
}
