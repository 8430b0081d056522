package io.paretune.evaluators.train.forward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap through which batches go to PyTorch, one at a time. From a plain array
 * DJL would take fresh memory for every batch, which is freed only when the garbage collector gets
 * there.
 */
public final class BatchMemory {
  private final ByteBuffer bytes;

  /**
   * @param floats capacity
   */
  public BatchMemory(int floats) {
    bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
            .order(ByteOrder.nativeOrder());
  }

  /** How many floats fit. */
  public int capacity() {
    return bytes.capacity() / Float.BYTES;
  }

  /**
   * An array of the first values, over this memory: it must be done with before the next call.
   *
   * @param owner closes the array
   */
  public NDArray array(NDManager owner, float[] values, Shape shape) {
    int floats = Math.toIntExact(shape.size());
    bytes.clear().limit(floats * Float.BYTES);
    bytes.asFloatBuffer().put(values, 0, floats);
    return owner.create(bytes, shape, DataType.FLOAT32);
  }
}
