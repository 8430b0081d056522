package io.paretune.evaluators.onnx.outline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelOutlineTest {

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
  void weightsCountWithTheBitsThatTheyAreStoredIn() {
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
    ModelOutline outline =
        ModelOutline.of(ModelProto.newBuilder().setGraph(graph).build().toByteArray());
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

  @Test
  void noiseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelOutline.of("no model".getBytes(StandardCharsets.UTF_8)));
  }
}
