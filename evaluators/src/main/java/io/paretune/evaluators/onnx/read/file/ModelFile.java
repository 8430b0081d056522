package io.paretune.evaluators.onnx.read.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a model, and what they say. */
public final class ModelFile {

  private static final long LARGEST = 1L << 30;

  private ModelFile() {}

  public static byte[] bytes(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new OnnxImportException("there is no model file '%s'".formatted(file));
      }
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new OnnxImportException(
            "%s: a model file must have at most %d bytes, got %d; store large tensors as external data"
                .formatted(file.getFileName(), LARGEST, size));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new OnnxImportException("cannot read '%s': %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * What these bytes say. Its tensors lie in them and are not copied: they must not change.
   *
   * @throws OnnxImportException if they are no model: one line
   */
  public static ModelProto parse(byte[] bytes) {
    FieldCount.check(bytes);
    CodedInputStream content = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
    content.enableAliasing(true);
    try {
      ModelProto model = ModelProto.parseFrom(content);
      content.checkLastTagWas(0);
      if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
        throw new OnnxImportException("this is no ONNX model: it has no graph with nodes");
      }
      return model;
    } catch (IOException e) {
      throw new OnnxImportException(
          "this is no ONNX model, or it is truncated: " + e.getMessage(), e);
    }
  }
}
