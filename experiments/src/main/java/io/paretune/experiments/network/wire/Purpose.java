package io.paretune.experiments.network.wire;

/** What a connection is for. */
public enum Purpose {
  /** A worker's trials. */
  TRIALS,
  /** Files of a worker that has a conversation already, so that they do not hold up its trials. */
  FILES
}
