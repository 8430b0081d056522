package io.paretune.evaluators.network;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * An immutable dense array of floats in row-major order. Arrays are copied on the way in and out;
 * {@link #buffer()} is a view without a copy. Equality is by shape and by bits. Thread safe.
 */
public final class Tensor {

  private final float[] values;
  private final int[] shape;

  private Tensor(float[] values, int[] shape) {
    this.values = values;
    this.shape = shape;
  }

  /**
   * A tensor of these values.
   *
   * @param values in row-major order, copied
   * @param shape lengths of the axes, each at least 1; their product is the number of values
   */
  public static Tensor of(float[] values, int... shape) {
    return owning(values.clone(), shape.clone());
  }

  /** A tensor of one value, everywhere. */
  public static Tensor filled(float value, int... shape) {
    float[] values = new float[elements(shape)];
    Arrays.fill(values, value);
    return owning(values, shape.clone());
  }

  /** A tensor that takes the arrays over: the caller must not touch them again. */
  static Tensor owning(float[] values, int[] shape) {
    if (elements(shape) != values.length) {
      throw new IllegalArgumentException(
          "the shape's product must equal the number of values, got shape %s, %d values"
              .formatted(Arrays.toString(shape), values.length));
    }
    return new Tensor(values, shape);
  }

  private static int elements(int[] shape) {
    long product = 1;
    for (int length : shape) {
      if (length < 1) {
        throw new IllegalArgumentException(
            "axis lengths must be positive, got " + Arrays.toString(shape));
      }
      product *= length;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a tensor must have at most %d elements, got shape %s"
                .formatted(Integer.MAX_VALUE, Arrays.toString(shape)));
      }
    }
    return (int) product;
  }

  /** A copy of the lengths of the axes. */
  public int[] shape() {
    return shape.clone();
  }

  /** Length of one axis. */
  public int axis(int index) {
    return shape[index];
  }

  /** Number of values. */
  public int size() {
    return values.length;
  }

  /** The value at a row-major position. */
  public float at(int index) {
    return values[index];
  }

  /** A copy of the values. */
  public float[] toArray() {
    return values.clone();
  }

  /** A read-only view of the values, at position 0. */
  public FloatBuffer buffer() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }

  /** Whether the tensor has this shape. */
  public boolean hasShape(int... expected) {
    return Arrays.equals(shape, expected);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
