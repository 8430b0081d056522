package io.paretune.evaluators.onnx.graph.draft;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors as a file stores them. */
public final class StoredFloats {

  /** The largest 16-bit float. */
  private static final float MOST = 65504;

  private StoredFloats() {}

  /**
   * How many values a tensor holds.
   *
   * @throws IllegalArgumentException if its axes say something else than its data
   */
  public static int count(TensorProto tensor) {
    long stored = tensor.hasRawData() ? tensor.getRawData().size() / 4 : tensor.getFloatDataCount();
    long count = 1;
    for (long length : tensor.getDimsList()) {
      // stored is below 2^31, so that nothing overflows before it is refused
      count = length < 0 || length > stored ? -1 : count * length;
      if (count < 0 || count > Math.max(1, stored)) {
        throw new IllegalArgumentException(
            "tensor '%s' must hold as many floats as its axes %s say, got %d"
                .formatted(tensor.getName(), tensor.getDimsList(), stored));
      }
    }
    return (int) count;
  }

  /** The values of a tensor of 32-bit floats. */
  public static float[] of(TensorProto tensor) {
    int count = count(tensor);
    float[] values = new float[count];
    if (tensor.hasRawData()) {
      ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      if (raw.remaining() != 4L * count) {
        throw new IllegalArgumentException(
            "tensor '%s' must hold %d floats, got %d bytes"
                .formatted(tensor.getName(), count, raw.remaining()));
      }
      raw.asFloatBuffer().get(values);
      return values;
    }
    if (tensor.getFloatDataCount() != count) {
      throw new IllegalArgumentException(
          "tensor '%s' must hold %d floats, got %d"
              .formatted(tensor.getName(), count, tensor.getFloatDataCount()));
    }
    for (int i = 0; i < count; i++) {
      values[i] = tensor.getFloatData(i);
    }
    return values;
  }

  /**
   * Whether a tensor holds floats that a scale can be found for.
   *
   * @throws IllegalArgumentException if it is not sound
   */
  public static boolean sound(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new IllegalArgumentException(
          "tensor '%s' lies in another file; store the model in one file"
              .formatted(tensor.getName()));
    }
    return tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber() && finite(of(tensor));
  }

  /** Whether all are numbers, and none endless. */
  static boolean finite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Whether no value becomes infinite in 16 bits. */
  public static boolean fitsHalf(float[] values) {
    for (float value : values) {
      if (!(Math.abs(value) <= MOST)) {
        return false;
      }
    }
    return true;
  }

  public static float[] transposed(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i % columns * rows + i / columns] = values[i];
    }
    return turned;
  }

  public static TensorProto halves(String name, short[] halves, List<Long> dims) {
    ByteBuffer raw = ByteBuffer.allocate(2 * halves.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asShortBuffer().put(halves);
    return tensor(name, TensorProto.DataType.FLOAT16, raw.array(), dims);
  }

  public static TensorProto bytes(String name, byte[] bytes, List<Long> dims) {
    return tensor(name, TensorProto.DataType.INT8, bytes, dims);
  }

  public static TensorProto floats(String name, float[] values, List<Long> dims) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, raw.array(), dims);
  }

  /** Unsigned bytes. */
  public static TensorProto unsigned(String name, byte[] bytes, List<Long> dims) {
    return tensor(name, TensorProto.DataType.UINT8, bytes, dims);
  }

  /** Whole numbers of 32 bits. */
  public static TensorProto integers(String name, int[] values, List<Long> dims) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asIntBuffer().put(values);
    return tensor(name, TensorProto.DataType.INT32, raw.array(), dims);
  }

  /** Whole numbers of 64 bits. */
  public static TensorProto longs(String name, long[] values, List<Long> dims) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return tensor(name, TensorProto.DataType.INT64, raw.array(), dims);
  }

  private static TensorProto tensor(
      String name, TensorProto.DataType type, byte[] raw, List<Long> dims) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addAllDims(dims)
        .setRawData(ByteString.copyFrom(raw))
        .build();
  }
}
