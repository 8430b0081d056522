package io.paretune.evaluators.onnx.read.value;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import io.paretune.evaluators.onnx.read.file.Budget;
import io.paretune.evaluators.onnx.read.file.ExternalData;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Stored tensors as constants: raw bytes, typed fields or a file beside the model; 16, 32 and 64
 * bit floats as 32 bit ones, all integers and booleans as 64 bit ones. Lengths are compared with
 * the shape before anything is allocated.
 */
public final class TensorReader {

  private final ExternalData external;
  private final Budget budget;

  public TensorReader(ExternalData external, Budget budget) {
    this.external = external;
    this.budget = budget;
  }

  /**
   * The tensor's values.
   *
   * @param label how messages name it
   * @throws OnnxImportException if they do not fit its shape or its type is not supported
   */
  public Constant read(TensorProto tensor, String label) {
    try {
      Constant constant = checked(tensor);
      budget.stored(constant.size());
      return constant;
    } catch (OnnxImportException e) {
      throw new OnnxImportException("tensor '%s': %s".formatted(label, e.getMessage()), e);
    }
  }

  private Constant checked(TensorProto tensor) {
    int[] dims = Dims.ints(tensor.getDimsList().stream().mapToLong(Long::longValue).toArray());
    DataType type = DataType.forNumber(tensor.getDataType());
    if (type == null) {
      throw new OnnxImportException("unknown element type %d".formatted(tensor.getDataType()));
    }
    int count = Dims.product(dims);
    if (tensor.hasSegment()) {
      throw new OnnxImportException("a tensor in segments is not supported; export it whole");
    }
    if (tensor.hasDataLocation() && tensor.getDataLocation() == DataLocation.EXTERNAL) {
      Map<String, String> entries = new HashMap<>();
      for (StringStringEntryProto entry : tensor.getExternalDataList()) {
        entries.put(entry.getKey(), entry.getValue());
      }
      return raw(external.read(entries, (long) count * width(type)), type, dims, count);
    }
    return tensor.hasRawData()
        ? raw(bytes(tensor), type, dims, count)
        : typed(tensor, type, dims, count);
  }

  private static ByteBuffer bytes(TensorProto tensor) {
    ByteString data = tensor.getRawData();
    return data.asReadOnlyByteBuffer();
  }

  private static int width(DataType type) {
    return switch (type) {
      case DOUBLE, INT64, UINT64 -> 8;
      case FLOAT, INT32, UINT32 -> 4;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      case INT8, UINT8, BOOL -> 1;
      default -> throw unsupported(type);
    };
  }

  private static OnnxImportException unsupported(DataType type) {
    return new OnnxImportException(
        "element type %s is not supported; convert the model to 32-bit floats".formatted(type));
  }

  private static Constant raw(ByteBuffer bytes, DataType type, int[] dims, int count) {
    ByteBuffer data = bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (data.remaining() != (long) count * width(type)) {
      throw new OnnxImportException(
          "shape %s of %s needs %d bytes, got %d; the file is damaged or truncated"
              .formatted(Dims.text(dims), type, (long) count * width(type), data.remaining()));
    }
    if (floating(type)) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] =
            switch (type) {
              case FLOAT -> data.getFloat();
              case DOUBLE -> (float) data.getDouble();
              case FLOAT16 -> Fp16Conversions.fp16ToFloat(data.getShort());
              default -> Float.intBitsToFloat(data.getShort() << 16);
            };
      }
      return Constant.floats(dims, values);
    }
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case INT64, UINT64 -> data.getLong();
            case INT32 -> data.getInt();
            case UINT32 -> Integer.toUnsignedLong(data.getInt());
            case INT16 -> data.getShort();
            case UINT16 -> Short.toUnsignedLong(data.getShort());
            case UINT8 -> Byte.toUnsignedLong(data.get());
            default -> data.get();
          };
    }
    return Constant.integers(dims, values);
  }

  private static boolean floating(DataType type) {
    return type == DataType.FLOAT
        || type == DataType.DOUBLE
        || type == DataType.FLOAT16
        || type == DataType.BFLOAT16;
  }

  private static Constant typed(TensorProto tensor, DataType type, int[] dims, int count) {
    int stored =
        switch (type) {
          case FLOAT -> tensor.getFloatDataCount();
          case DOUBLE -> tensor.getDoubleDataCount();
          case INT64 -> tensor.getInt64DataCount();
          case UINT32, UINT64 -> tensor.getUint64DataCount();
          case FLOAT16, BFLOAT16, INT32, INT16, UINT16, INT8, UINT8, BOOL ->
              tensor.getInt32DataCount();
          default -> throw unsupported(type);
        };
    if (stored != count) {
      throw new OnnxImportException(
          "shape %s needs %d values, got %d; the file is damaged or truncated"
              .formatted(Dims.text(dims), count, stored));
    }
    if (floating(type)) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] =
            switch (type) {
              case FLOAT -> tensor.getFloatData(i);
              case DOUBLE -> (float) tensor.getDoubleData(i);
              case FLOAT16 -> Fp16Conversions.fp16ToFloat((short) tensor.getInt32Data(i));
              default -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
            };
      }
      return Constant.floats(dims, values);
    }
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case INT64 -> tensor.getInt64Data(i);
            case UINT32, UINT64 -> tensor.getUint64Data(i);
            default -> tensor.getInt32Data(i);
          };
    }
    return Constant.integers(dims, values);
  }
}
