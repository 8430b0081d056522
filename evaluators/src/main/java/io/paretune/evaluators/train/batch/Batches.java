package io.paretune.evaluators.train.batch;

import ai.djl.ndarray.NDManager;

/**
 * Where the batches of a training come from: the order of the examples, how they are varied and
 * mixed, what a teacher says to them. A pure function of epoch and step, so that a training can go
 * on where it was left; one thread at a time.
 */
public interface Batches extends AutoCloseable {

  /** How many steps make an epoch, at least 1. */
  int steps();

  /**
   * The batch of a step.
   *
   * @param epoch from 1
   * @param step of the epoch, from 0
   * @param owner closes the arrays, which must be done with before the next call
   */
  Batch batch(int epoch, int step, NDManager owner);

  /**
   * Waits until the batch of a step is there, where somebody else makes it.
   *
   * @throws RuntimeException what its making ended with
   */
  default void await(int epoch, int step) {}

  /** Ends whatever makes batches. */
  @Override
  default void close() {}
}
