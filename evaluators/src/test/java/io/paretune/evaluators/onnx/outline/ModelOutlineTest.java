package io.paretune.evaluators.onnx.outline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelOutlineTest {

  private final Path directory;

  ModelOutlineTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static TensorProto tensor(String name, int type, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
    for (long axis : shape) {
      tensor.addDims(axis);
    }
    return tensor.build();
  }

  private static NodeProto node(String kind, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(kind)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  @Test
  void weightsCountWithTheBitsThatTheyAreStoredIn() throws IOException {
    GraphProto graph =
        GraphProto.newBuilder()
            .addInitializer(tensor("w1", 1, 8, 1, 3, 3))
            .addInitializer(tensor("w2", 3, 10, 8))
            .addNode(node("Conv", "stem.conv1", "input", "w1"))
            .addNode(node("Relu", "stem.act1", "stem.conv1"))
            .addNode(node("DequantizeLinear", "large", "w2", "scale"))
            .addNode(node("Gemm", "head.linear1", "stem.act1", "large"))
            .addNode(node("MatMul", "attention", "a", "b"))
            .build();
    ModelOutline outline = ModelOutline.of(file(graph));
    assertThat(outline.layers())
        .containsExactly(
            new ModelOutline.Layer("stem.conv1", "Conv", List.of(8L, 1L, 3L, 3L), 32),
            new ModelOutline.Layer("head.linear1", "Gemm", List.of(10L, 8L), 8));
    assertThat(outline.layers().get(0).weights()).isEqualTo(72);
    assertThat(outline.operators())
        .containsEntry("Relu", 1)
        .containsEntry("DequantizeLinear", 1)
        .containsEntry("MatMul", 1);
  }

  private Path file(GraphProto graph) throws IOException {
    return Files.write(
        directory.resolve("model.onnx"),
        ModelProto.newBuilder().setGraph(graph).build().toByteArray());
  }

  @Test
  void weightsTakeNoMemory() throws IOException {
    int bytes = 32 << 20;
    TensorProto large =
        tensor("w", 1, bytes / 4).toBuilder()
            .setRawData(ByteString.copyFrom(new byte[bytes]))
            .build();
    Path file =
        file(
            GraphProto.newBuilder()
                .addInitializer(large)
                .addNode(node("Gemm", "head", "input", "w"))
                .build());
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long before = threads.getCurrentThreadAllocatedBytes();
    ModelOutline outline = ModelOutline.of(file);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(bytes / 4);
    assertThat(outline.layers().get(0).weights()).isEqualTo(bytes / 4);
  }

  @Test
  void noiseIsRefused() throws IOException {
    Path noise = Files.writeString(directory.resolve("noise"), "no model");
    assertThatIllegalArgumentException().isThrownBy(() -> ModelOutline.of(noise));
  }
}
