package io.paretune.evaluators.compress.quantise;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which kernels ONNX Runtime really runs for a model: it is asked to write down its optimised
 * graph.
 */
final class Kernels {

  private Kernels() {}

  static Map<String, Long> of(byte[] model) {
    try {
      Path file = Files.createTempFile("optimised", ".onnx");
      try {
        BatchModel.optimise(model, 1, file);
        return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList().stream()
            .collect(
                Collectors.groupingBy(NodeProto::getOpType, TreeMap::new, Collectors.counting()));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
