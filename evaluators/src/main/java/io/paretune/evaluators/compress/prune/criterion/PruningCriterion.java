package io.paretune.evaluators.compress.prune.criterion;

/** By what channels are judged. */
public enum PruningCriterion {
  /** The absolute weights of the filters that make the channel. */
  L1,
  /** The scales of the normalisations that the channel passes through. */
  BATCH_NORM,
  /** How much the loss would change without the channel, to first order. */
  TAYLOR,
  /** The mean absolute value of the channel on training images. */
  ACTIVATION
}
