package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.train.forward.WeightArrays;

/** Which optimiser trains. */
public enum OptimiserKind {
  /** Stochastic gradient descent with Nesterov momentum and decoupled weight decay. */
  SGD(0.2),
  /** Adam, whose weight decay is part of the gradient. */
  ADAM(0.003),
  /** Adam with decoupled weight decay. */
  ADAMW(0.003),
  /** Adam's direction, each tensor's step as long as a share of the tensor: for large batches. */
  LAMB(0.02);

  private final double usualRate;

  OptimiserKind(double usualRate) {
    this.usualRate = usualRate;
  }

  /** A peak learning rate to begin with, for small networks. */
  public double usualRate() {
    return usualRate;
  }

  /**
   * An optimiser of some arrays.
   *
   * @param momentum of SGD; the others do not use it
   * @param weightDecay of weights, not of biases and normalisation
   * @param manager owns what the optimiser remembers
   */
  Optimiser of(WeightArrays arrays, double momentum, double weightDecay, NDManager manager) {
    return switch (this) {
      case SGD -> new NesterovSgd(arrays, momentum, weightDecay, manager);
      case ADAM -> new Adam(arrays, weightDecay, manager);
      case ADAMW -> new AdamW(arrays, weightDecay, manager);
      case LAMB -> new Lamb(arrays, weightDecay, manager);
    };
  }
}
