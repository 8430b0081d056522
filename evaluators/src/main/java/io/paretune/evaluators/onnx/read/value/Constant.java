package io.paretune.evaluators.onnx.read.value;

import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.util.Arrays;

/**
 * A tensor whose values are known while reading: floats, or integers (which includes booleans). The
 * arrays are shared, never written to after construction.
 */
public final class Constant implements Value {

  /** Most values of a constant that is computed, not stored: a guard against tiny hostile files. */
  public static final int LARGEST_COMPUTED = 1 << 23;

  private final int[] dims;
  private final float[] floats;
  private final long[] integers;
  private final boolean integer;

  private Constant(int[] dims, float[] floats, long[] integers, boolean integer) {
    int length = integer ? integers.length : floats.length;
    if (Dims.product(dims) != length) {
      throw new OnnxImportException(
          "a constant of shape %s cannot hold %d values".formatted(Arrays.toString(dims), length));
    }
    this.dims = dims;
    this.floats = floats;
    this.integers = integers;
    this.integer = integer;
  }

  public static Constant floats(int[] dims, float... values) {
    return new Constant(dims, values, new long[0], false);
  }

  public static Constant integers(int[] dims, long... values) {
    return new Constant(dims, new float[0], values, true);
  }

  /** A list of integers, as shapes are. */
  public static Constant list(long... values) {
    return integers(new int[] {values.length}, values);
  }

  @Override
  public boolean batched() {
    return false;
  }

  @Override
  public int[] dims() {
    return dims;
  }

  public int size() {
    return integer ? integers.length : floats.length;
  }

  public boolean isInteger() {
    return integer;
  }

  public double at(int index) {
    return integer ? integers[index] : floats[index];
  }

  public long integerAt(int index) {
    return integer ? integers[index] : (long) floats[index];
  }

  /** The values as floats; not to be written to. */
  public float[] toFloats() {
    if (!integer) {
      return floats;
    }
    float[] values = new float[integers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = integers[i];
    }
    return values;
  }

  /** The values as integers; not to be written to. */
  public long[] toIntegers() {
    if (integer) {
      return integers;
    }
    long[] values = new long[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) floats[i];
    }
    return values;
  }

  public Constant reshaped(int[] other) {
    return new Constant(other, floats, integers, integer);
  }

  /** As this, the i-th value being the {@code sources[i]}-th of this one's and then the other's. */
  Constant chosen(Constant other, int[] sources) {
    if (integer) {
      long[] values = new long[sources.length];
      for (int i = 0; i < values.length; i++) {
        int from = sources[i];
        values[i] = from < size() ? integers[from] : other.integerAt(from - size());
      }
      return integers(dims, values);
    }
    float[] values = new float[sources.length];
    for (int i = 0; i < values.length; i++) {
      int from = sources[i];
      values[i] = from < size() ? floats[from] : (float) other.at(from - size());
    }
    return floats(dims, values);
  }

  /** The constant whose i-th value is this one's {@code sources[i]}-th, or zero. */
  public Constant moved(Moved to) {
    int[] sources = to.sources();
    if (integer) {
      long[] values = new long[sources.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = sources[i] < 0 ? 0 : integers[sources[i]];
      }
      return integers(to.dims(), values);
    }
    float[] values = new float[sources.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = sources[i] < 0 ? 0 : floats[sources[i]];
    }
    return floats(to.dims(), values);
  }
}
