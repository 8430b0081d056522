package io.paretune.evaluators.train.forward;

/** What a forward pass is for. */
public enum Mode {
  /** Batch statistics normalise and are folded into the running ones; dropout drops. */
  TRAINING,
  /** As in training, but running statistics are neither read nor changed. */
  BATCH_STATISTICS,
  /** Running statistics normalise; dropout does nothing. */
  EVALUATION
}
