package io.paretune.hardware.runtime.tensor;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;

/** Floats in tensors that hold 16, 32 or 64 bits of each, as a file has them. */
public final class OnnxFloats {
  private OnnxFloats() {}

  /** Whether tensors of this type hold floats. */
  public static boolean holds(OnnxJavaType type) {
    return type == OnnxJavaType.FLOAT
        || type == OnnxJavaType.DOUBLE
        || type == OnnxJavaType.FLOAT16;
  }

  /** Room for so many values outside the garbage collector's reach. */
  public static ByteBuffer allocate(OnnxJavaType type, int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, type.size))
        .order(ByteOrder.nativeOrder());
  }

  /** Writes values from the beginning on, each the nearest that the type has. */
  public static void put(ByteBuffer cells, OnnxJavaType type, FloatBuffer values) {
    int count = values.remaining();
    int from = values.position();
    switch (type) {
      case DOUBLE -> {
        DoubleBuffer doubles = cells.asDoubleBuffer();
        for (int i = 0; i < count; i++) {
          doubles.put(i, values.get(from + i));
        }
      }
      case FLOAT16 -> {
        ShortBuffer halves = cells.asShortBuffer();
        for (int i = 0; i < count; i++) {
          halves.put(i, Fp16Conversions.floatToFp16(values.get(from + i)));
        }
      }
      default -> cells.asFloatBuffer().put(0, values, from, count);
    }
  }

  /** A tensor that looks at these cells. */
  public static OnnxTensor tensor(
      OrtEnvironment environment, ByteBuffer cells, OnnxJavaType type, long[] shape)
      throws OrtException {
    return switch (type) {
      case DOUBLE -> OnnxTensor.createTensor(environment, cells.asDoubleBuffer(), shape);
      case FLOAT16 -> OnnxTensor.createTensor(environment, cells.asShortBuffer(), shape, type);
      default -> OnnxTensor.createTensor(environment, cells.asFloatBuffer(), shape);
    };
  }

  /** A tensor of these values, in the type that is asked for. */
  public static OnnxTensor tensor(
      OrtEnvironment environment, FloatBuffer values, OnnxJavaType type, long[] shape)
      throws OrtException {
    if (type == OnnxJavaType.FLOAT) {
      return OnnxTensor.createTensor(environment, values, shape);
    }
    ByteBuffer cells = allocate(type, values.remaining());
    put(cells, type, values);
    return tensor(environment, cells, type, shape);
  }

  /** A copy of the floats that a value holds, row-major; nothing if it holds something else. */
  public static Optional<float[]> of(OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor) || !holds(tensor.getInfo().type)) {
      return Optional.empty();
    }
    if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
      DoubleBuffer doubles = tensor.getDoubleBuffer();
      float[] copy = new float[doubles.remaining()];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = (float) doubles.get(i);
      }
      return Optional.of(copy);
    }
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] copy = new float[buffer.remaining()];
    buffer.get(copy);
    return Optional.of(copy);
  }
}
