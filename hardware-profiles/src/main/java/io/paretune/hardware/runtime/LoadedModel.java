package io.paretune.hardware.runtime;

import io.paretune.hardware.HardwareException;
import java.util.List;

/**
 * A network that is ready to run: its inputs and outputs are allocated once, outside the garbage
 * collector's reach. Holds native memory until closed. Not thread-safe: one thread at a time.
 */
public interface LoadedModel extends AutoCloseable {

  /** Shape of the first input, the batch first; no entry is negative. */
  List<Long> inputShape();

  /**
   * How many values a tensor of a shape holds.
   *
   * @param model what messages call it
   * @throws HardwareException if they take more than 2 GiB
   */
  static int elements(String model, long[] shape) {
    long count = 1;
    for (long size : shape) {
      count = Math.multiplyExact(count, size);
    }
    if (count > Integer.MAX_VALUE / Float.BYTES) {
      throw new HardwareException(
          "the model "
              + model
              + " has a tensor of "
              + count
              + " values; at most 2 GiB can be held");
    }
    return (int) count;
  }

  /** Images in one run. */
  default int batch() {
    return inputShape().isEmpty() ? 1 : Math.toIntExact(inputShape().get(0));
  }

  /** Values of all inputs together. */
  default long volume() {
    return inputShape().stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * Sets what the following runs compute on. Until then the input holds fixed pseudo-random values
   * in [0, 1).
   *
   * @param values row-major, as many as all inputs have; those of each after those of the one
   *     before it
   * @throws IllegalArgumentException for another length
   */
  void setInput(float[] values);

  /**
   * One inference, synchronous; the results stay in the pre-allocated output until the next run.
   */
  void run();

  /** Row-major copy of the first output of floats of the last run, or of a run made for it. */
  float[] output();

  /** Row-major copies of all outputs that hold floats, in the model's own order. */
  List<float[]> outputs();

  @Override
  void close();
}
