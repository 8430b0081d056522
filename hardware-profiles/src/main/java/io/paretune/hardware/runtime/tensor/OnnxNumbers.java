package io.paretune.hardware.runtime.tensor;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Tensors of floats, whole numbers or truth values, of any numbers that their type has. */
public final class OnnxNumbers {

  /** The least and the largest of the whole numbers of a type; truth values are 0 and 1. */
  private record Whole(long least, long most) {}

  private static final Map<OnnxJavaType, Whole> WHOLE =
      Map.of(
          OnnxJavaType.INT64, new Whole(Long.MIN_VALUE, Long.MAX_VALUE),
          OnnxJavaType.INT32, new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
          OnnxJavaType.INT16, new Whole(Short.MIN_VALUE, Short.MAX_VALUE),
          OnnxJavaType.INT8, new Whole(Byte.MIN_VALUE, Byte.MAX_VALUE),
          OnnxJavaType.UINT8, new Whole(0, 255),
          OnnxJavaType.BOOL, new Whole(0, 1));

  private OnnxNumbers() {}

  /** Whether tensors of this type can be made. */
  public static boolean holds(OnnxJavaType type) {
    return OnnxFloats.holds(type) || WHOLE.containsKey(type);
  }

  /**
   * A tensor.
   *
   * @param count of its values
   * @param at gives them, row-major
   * @throws IllegalArgumentException if the type cannot be made, or does not have a number: what is
   *     none would be read as another one
   */
  public static OnnxTensor tensor(
      OrtEnvironment environment,
      OnnxJavaType type,
      long[] shape,
      int count,
      IntToDoubleFunction at)
      throws OrtException {
    if (OnnxFloats.holds(type)) {
      FloatBuffer values = FloatBuffer.allocate(count);
      for (int i = 0; i < count; i++) {
        values.put(i, (float) at.applyAsDouble(i));
      }
      return OnnxFloats.tensor(environment, values, type, shape);
    }
    Whole range = WHOLE.get(type);
    if (range == null) {
      throw new IllegalArgumentException(
          "inputs may be floats, integers and truth values, got " + type);
    }
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = whole(at.applyAsDouble(i), type, range);
    }
    if (type == OnnxJavaType.INT64) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }
    return OnnxTensor.createTensor(environment, cells(values, type), shape, type);
  }

  /**
   * A tensor of numbers that are held as floats, from the buffer's position on.
   *
   * @throws IllegalArgumentException as {@link #tensor(OrtEnvironment, OnnxJavaType, long[], int,
   *     IntToDoubleFunction)}
   */
  public static OnnxTensor tensor(
      OrtEnvironment environment, OnnxJavaType type, long[] shape, FloatBuffer values)
      throws OrtException {
    int from = values.position();
    return OnnxFloats.holds(type)
        ? OnnxFloats.tensor(environment, values, type, shape)
        : tensor(environment, type, shape, values.remaining(), i -> values.get(from + i));
  }

  private static ByteBuffer cells(long[] values, OnnxJavaType type) {
    ByteBuffer cells =
        ByteBuffer.allocateDirect(Math.multiplyExact(values.length, type.size))
            .order(ByteOrder.nativeOrder());
    for (long value : values) {
      switch (type) {
        case INT32 -> cells.putInt((int) value);
        case INT16 -> cells.putShort((short) value);
        default -> cells.put((byte) value);
      }
    }
    return cells.flip();
  }

  private static long whole(double value, OnnxJavaType type, Whole range) {
    if (value != Math.rint(value) || value < range.least() || value > range.most()) {
      throw new IllegalArgumentException(
          "the array for an input of %s must hold whole numbers from %d to %d, got %s"
              .formatted(type, range.least(), range.most(), value));
    }
    return (long) value;
  }
}
