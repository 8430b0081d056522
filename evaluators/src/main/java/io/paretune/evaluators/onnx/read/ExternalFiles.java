package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files beside a model that hold tensors of it, for those that let a runtime read them. */
public final class ExternalFiles {

  private ExternalFiles() {}

  /**
   * The files that a model names, each within the model's folder, links followed.
   *
   * @param file the model
   * @param content its bytes
   * @return in the model's order, none twice; empty if it holds all tensors, and if it is no model
   *     that could be imported at all
   * @throws OnnxImportException if one is missing or lies outside the folder: one line
   */
  public static List<Path> of(Path file, byte[] content) {
    Set<String> locations = new LinkedHashSet<>();
    try {
      FieldCount.check(content);
      collect(ModelProto.parseFrom(content), locations);
    } catch (OnnxImportException | InvalidProtocolBufferException foreign) {
      // Whoever runs it has the say, given the bytes: those show no folder to look for files in.
      return List.of();
    }
    ExternalData folder = new ExternalData(Optional.ofNullable(file.toAbsolutePath().getParent()));
    return locations.stream().map(folder::resolve).distinct().toList();
  }

  /** Wherever a message may hold a tensor: subgraphs, attributes, sparse tensors. */
  private static void collect(Message message, Set<String> locations) {
    if (message instanceof TensorProto tensor) {
      if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
        List<String> named =
            tensor.getExternalDataList().stream()
                .filter(entry -> entry.getKey().equals("location"))
                .map(StringStringEntryProto::getValue)
                .toList();
        locations.addAll(named.isEmpty() ? List.of("") : named);
      }
      return;
    }
    for (Object value : message.getAllFields().values()) {
      for (Object part : value instanceof List<?> list ? list : List.of(value)) {
        if (part instanceof Message inner) {
          collect(inner, locations);
        }
      }
    }
  }
}
