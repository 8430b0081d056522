package io.paretune.evaluators.compress.prune.criterion;

/** By what channels are judged. */
public enum PruningCriterion {
  /** The absolute weights of the filters that make the channel. */
  L1(false),
  /** The scales of the normalisations that the channel passes through. */
  BATCH_NORM(false),
  /** How much the loss would change without the channel, to first order. */
  TAYLOR(true),
  /** The mean absolute value of the channel on training images. */
  ACTIVATION(true);

  private final boolean runs;

  PruningCriterion(boolean runs) {
    this.runs = runs;
  }

  /** Whether the network runs on examples for it; else weights tell. */
  public boolean runs() {
    return runs;
  }
}
