package io.paretune.evaluators.onnx.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors as a file stores them. */
final class StoredFloats {

  /** The largest 16-bit float. */
  private static final float MOST = 65504;

  private StoredFloats() {}

  /**
   * How many values a tensor holds.
   *
   * @throws IllegalArgumentException if its axes say something else than its data
   */
  static int count(TensorProto tensor) {
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
  static float[] of(TensorProto tensor) {
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
  static boolean fitsHalf(float[] values) {
    for (float value : values) {
      if (!(Math.abs(value) <= MOST)) {
        return false;
      }
    }
    return true;
  }

  static float[] transposed(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i % columns * rows + i / columns] = values[i];
    }
    return turned;
  }

  static TensorProto halves(String name, short[] halves, List<Long> dims) {
    ByteBuffer raw = ByteBuffer.allocate(2 * halves.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asShortBuffer().put(halves);
    return tensor(name, TensorProto.DataType.FLOAT16, raw.array(), dims);
  }

  static TensorProto bytes(String name, byte[] bytes, List<Long> dims) {
    return tensor(name, TensorProto.DataType.INT8, bytes, dims);
  }

  static TensorProto floats(String name, float[] values, List<Long> dims) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, raw.array(), dims);
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
