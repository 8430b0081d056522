package io.paretune.evaluators.onnx.read.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.paretune.hardware.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
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
    ModelProto model;
    try {
      FieldCount.check(content);
      model = ModelProto.parseFrom(content);
    } catch (OnnxImportException | InvalidProtocolBufferException foreign) {
      // Whoever runs it has the say, given the bytes: those show no folder to look for files in.
      return List.of();
    }
    return of(file, model);
  }

  /** As {@link #of(Path, byte[])}, of a model that was read. */
  static List<Path> of(Path file, ModelProto model) {
    Set<String> locations = new LinkedHashSet<>();
    collect(model, locations);
    ExternalData folder = new ExternalData(Optional.ofNullable(file.toAbsolutePath().getParent()));
    return locations.stream().map(folder::resolve).distinct().toList();
  }

  /**
   * What tells a model from another: its bytes and those of the files beside it.
   *
   * @return SHA-256 in hexadecimal
   * @throws OnnxImportException as {@link #of}
   * @throws IOException if a file cannot be read
   */
  public static String contentHash(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    return contentHash(content, of(file, content));
  }

  /**
   * As {@link #contentHash(Path)}, of a model whose bytes are there.
   *
   * @param beside what {@link #of} gives
   */
  public static String contentHash(byte[] content, List<Path> beside) throws IOException {
    MessageDigest digest = Digest.sha256();
    digest.update(content);
    for (Path data : beside) {
      try (InputStream bytes = new DigestInputStream(Files.newInputStream(data), digest)) {
        bytes.transferTo(OutputStream.nullOutputStream());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
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
