package io.paretune.evaluators.train.batch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
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

  /**
   * Some of the examples.
   *
   * @param from (inclusive) to (exclusive)
   * @param owner of the part, on whose device it lies
   */
  public Batch part(int from, int to, NDManager owner) {
    return new Batch(
        rows(inputs, from, to, owner),
        rows(targets, from, to, owner),
        taught.map(
            said -> new Taught(rows(said.targets(), from, to, owner), said.negativeEntropy())));
  }

  private static NDArray rows(NDArray all, int from, int to, NDManager owner) {
    NDArray some = all.get(new NDIndex().addSliceDim(from, to));
    NDArray there = some.toDevice(owner.getDevice(), false);
    there.attach(owner);
    return there;
  }

  /** The same examples under other inputs. */
  public Batch withInputs(NDArray value) {
    return new Batch(value, targets, taught);
  }
}
