package io.paretune.evaluators.train.batch;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * The examples of one step, in its memory.
 *
 * @param inputs {@code float[batch][channels][height][width]}, or {@code [batch][features]}
 * @param targets {@code float[batch][outputs]}
 * @param taught what a teacher answers to them, if it is listened to
 */
public record Batch(NDArray inputs, NDArray targets, Optional<Taught> taught) {

  /**
   * A teacher's softened answers.
   *
   * @param targets {@code float[batch][outputs]}
   * @param negativeEntropy their mean over the batch
   */
  public record Taught(NDArray targets, double negativeEntropy) {}

  /** How many examples. */
  public int size() {
    return (int) inputs.getShape().get(0);
  }

  /** The same examples under other inputs. */
  public Batch withInputs(NDArray value) {
    return new Batch(value, targets, taught);
  }
}
