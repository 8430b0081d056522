package io.paretune.evaluators.onnx.read.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model whose tensors lie in files beside it, with these in it. Each tensor is read once,
 * straight to its place; the whole model is in memory then.
 */
public final class ExternalTensors {

  /** Bytes that a model may have with everything beside it: an array ends at 2 GiB. */
  public static final long MOST = 2000L << 20;

  private final ExternalData folder;
  private final long most;
  private long bytes;

  private ExternalTensors(ExternalData folder, long most, long bytes) {
    this.folder = folder;
    this.most = most;
    this.bytes = bytes;
  }

  /**
   * A model with all its tensors in it. Read as a stream: as an array it would be held twice.
   *
   * @throws IllegalArgumentException if it cannot be read or is none, names a file that is missing
   *     or lies outside its folder, or is larger than {@link #MOST}: one line
   */
  public static ModelProto model(Path file) {
    return model(file, MOST);
  }

  /**
   * As {@link #model(Path)}, of another size.
   *
   * @param most bytes of the file and of all its tensors
   */
  public static ModelProto model(Path file, long most) {
    try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
      long size = Files.size(file);
      if (size > most) {
        throw tooLarge(most, size);
      }
      ModelProto model = ModelProto.parseFrom(content);
      if (ExternalFiles.of(file, model).isEmpty()) {
        return model;
      }
      ExternalData folder =
          new ExternalData(Optional.ofNullable(file.toAbsolutePath().getParent()));
      return (ModelProto) new ExternalTensors(folder, most, size).filled(model);
    } catch (InvalidProtocolBufferException unsound) {
      throw new OnnxImportException("this is no ONNX model: " + unsound.getMessage(), unsound);
    } catch (IOException unreadable) {
      throw new OnnxImportException(
          "the model %s cannot be read: %s".formatted(file, unreadable.getMessage()), unreadable);
    }
  }

  private static OnnxImportException tooLarge(long most, long bytes) {
    return new OnnxImportException(
        "a model and what lies beside it must have at most %d bytes, got %d: as a whole it is held in memory"
            .formatted(most, bytes));
  }

  /** Wherever a message may hold a tensor: subgraphs, attributes, sparse tensors. */
  private Message filled(Message message) {
    if (message instanceof TensorProto tensor) {
      return tensor.getDataLocation() == DataLocation.EXTERNAL ? read(tensor) : tensor;
    }
    Message.Builder changed = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.getValue() instanceof List<?> parts) {
        List<Message> all = new ArrayList<>();
        parts.forEach(part -> all.add(filled((Message) part)));
        changed.setField(field.getKey(), all);
      } else {
        changed.setField(field.getKey(), filled((Message) field.getValue()));
      }
    }
    return changed.build();
  }

  private TensorProto read(TensorProto tensor) {
    Map<String, String> entries = new LinkedHashMap<>();
    tensor.getExternalDataList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    long expected = bytes(tensor);
    bytes += expected;
    if (bytes > most) {
      throw tooLarge(most, bytes);
    }
    return tensor.toBuilder()
        .clearExternalData()
        .clearDataLocation()
        .setRawData(UnsafeByteOperations.unsafeWrap(folder.read(entries, expected)))
        .build();
  }

  /** What type and shape need. */
  private static long bytes(TensorProto tensor) {
    long bits = bits(tensor);
    try {
      for (long length : tensor.getDimsList()) {
        if (length < 0) {
          throw new ArithmeticException("a negative length");
        }
        bits = Math.multiplyExact(bits, length);
      }
      return (bits + 7) / 8;
    } catch (ArithmeticException endless) {
      throw new OnnxImportException(
          "tensor '%s' cannot have the axes %s".formatted(tensor.getName(), tensor.getDimsList()),
          endless);
    }
  }

  private static long bits(TensorProto tensor) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    String name = type == null ? "" : type.name();
    return switch (name) {
      case "COMPLEX128" -> 128;
      case "DOUBLE", "INT64", "UINT64", "COMPLEX64" -> 64;
      case "FLOAT", "INT32", "UINT32" -> 32;
      case "FLOAT16", "BFLOAT16", "INT16", "UINT16" -> 16;
      case "INT8", "UINT8", "BOOL" -> 8;
      default -> {
        // types that are newer than this program's copy of the format: 8-bit floats, 4 bits
        if (tensor.getDataType() >= 17 && tensor.getDataType() <= 20) {
          yield 8;
        }
        if (tensor.getDataType() == 21 || tensor.getDataType() == 22) {
          yield 4;
        }
        throw new OnnxImportException(
            "tensor '%s' must be of numbers to lie in another file, got type %d"
                .formatted(tensor.getName(), tensor.getDataType()));
      }
    };
  }
}
