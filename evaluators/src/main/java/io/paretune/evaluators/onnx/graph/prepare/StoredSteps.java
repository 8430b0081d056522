package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whole numbers of 8 and 32 bits as a file stores them. */
final class StoredSteps {

  private static final int UINT8 = TensorProto.DataType.UINT8.getNumber();
  private static final int INT8 = TensorProto.DataType.INT8.getNumber();
  private static final int INT32 = TensorProto.DataType.INT32.getNumber();

  private StoredSteps() {}

  /** Whether a tensor holds such numbers, as many as its axes say. */
  static boolean holds(TensorProto tensor) {
    int type = tensor.getDataType();
    boolean inside = tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL;
    if (!inside || (type != UINT8 && type != INT8 && type != INT32)) {
      return false;
    }
    long stored =
        tensor.hasRawData()
            ? tensor.getRawData().size() / (type == INT32 ? 4 : 1)
            : tensor.getInt32DataCount();
    double count = 1;
    for (long length : tensor.getDimsList()) {
      count *= length < 0 ? -1 : length;
    }
    return count == stored;
  }

  static boolean signed(TensorProto tensor) {
    return tensor.getDataType() != UINT8;
  }

  /** The numbers of a tensor that {@link #holds} them. */
  static int[] of(TensorProto tensor) {
    if (!tensor.hasRawData()) {
      return tensor.getInt32DataList().stream().mapToInt(Integer::intValue).toArray();
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = tensor.getDataType() == INT32;
    int[] values = new int[raw.remaining() / (wide ? 4 : 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = wide ? raw.getInt() : signed(tensor) ? raw.get() : raw.get() & 0xff;
    }
    return values;
  }
}
