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

  /** Writes values from the given place on. */
  public void put(int place, float[] values) {
    bytes.clear();
    bytes.asFloatBuffer().put(place, values);
  }

  /**
   * An array over the first values of this memory, which must be done with before they change.
   *
   * @param owner closes the array
   */
  public NDArray array(NDManager owner, Shape shape) {
    bytes.clear().limit(Math.toIntExact(shape.size()) * Float.BYTES);
    return owner.create(bytes, shape, DataType.FLOAT32);
  }

  /**
   * An array of the first values, over this memory: it must be done with before the next call.
   *
   * @param owner closes the array
   */
  public NDArray array(NDManager owner, float[] values, Shape shape) {
    bytes.clear();
    bytes.asFloatBuffer().put(values, 0, Math.toIntExact(shape.size()));
    return array(owner, shape);
  }
}
