package io.paretune.evaluators.train.batch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.train.forward.BatchMemory;
import java.util.Optional;

/**
 * Memory of one batch, outside the heap, filled example by example and then handed to PyTorch
 * without another copy. One thread at a time.
 */
final class BatchBuffers {
  private final BatchMemory inputs;
  private final BatchMemory targets;
  private final BatchMemory taught;
  private final float[] input;
  private final float[] other;
  private final float[] target;
  private final float[] partner;
  private int count;
  private int longest;
  private double negativeEntropy;

  /**
   * @param batch examples at most
   * @param volume values of an example
   */
  BatchBuffers(int batch, int volume, int outputs, boolean withTeacher) {
    this.inputs = new BatchMemory(Math.multiplyExact(batch, volume));
    this.targets = new BatchMemory(batch * outputs);
    this.taught = new BatchMemory(withTeacher ? batch * outputs : 0);
    this.input = new float[volume];
    this.other = new float[volume];
    this.target = new float[outputs];
    this.partner = new float[outputs];
  }

  /** How many bytes such memory takes. */
  static long bytes(int batch, int volume, int outputs) {
    return (long) Float.BYTES * batch * (volume + 2 * outputs);
  }

  /** Begins a batch of so many examples. */
  void begin(int examples) {
    count = examples;
    longest = 1;
    negativeEntropy = 0;
  }

  /** Takes up how many tokens one of the texts has. */
  void lengthen(int tokens) {
    longest = Math.max(longest, tokens);
  }

  /** How many tokens the longest text has, at least 1. */
  int longest() {
    return longest;
  }

  /** Where an example's values are made, {@code float[volume]}. */
  float[] input() {
    return input;
  }

  /** As long, for whatever is needed on the way. */
  float[] scratch() {
    return other;
  }

  /** Where an example's target is made, {@code float[outputs]}. */
  float[] target() {
    return target;
  }

  /** Where the target of what it is mixed with is made. */
  float[] partner() {
    return partner;
  }

  /** Takes what was made as the example at a place. */
  void put(int place) {
    inputs.put(place * input.length, input);
    targets.put(place * target.length, target);
  }

  /**
   * Takes a teacher's softened answer to the example at a place.
   *
   * @param answer {@code float[outputs]}
   */
  void putTaught(int place, float[] answer, double itsNegativeEntropy) {
    taught.put(place * answer.length, answer);
    negativeEntropy += itsNegativeEntropy;
  }

  /**
   * The batch, over this memory.
   *
   * @param owner closes the arrays
   * @param shape of the inputs of a batch
   */
  Batch batch(NDManager owner, Shape shape, boolean withTeacher) {
    Shape wanted = new Shape(count, target.length);
    return new Batch(
        inputs.array(owner, shape),
        targets.array(owner, wanted),
        withTeacher
            ? Optional.of(new Batch.Taught(taught.array(owner, wanted), negativeEntropy / count))
            : Optional.empty());
  }

  /** How many examples it has. */
  int count() {
    return count;
  }
}
