package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.GraphQuantisation;
import io.paretune.evaluators.onnx.graph.WeightCoding;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers are made smaller where they lie, and a caller's program runs on. */
class GraphQuantisationTest {

  private static final Pattern NOTHING = Pattern.compile("(?!)");

  private static byte[] small(byte[] model, WeightCoding coding) {
    byte[] file = GraphQuantisation.of(model, coding, NOTHING);
    assertThat(GraphQuantisation.of(model, coding, NOTHING)).isEqualTo(file);
    assertThat(file.length)
        .isLessThan((int) ((coding == WeightCoding.FLOAT16 ? 0.8 : 0.6) * model.length));
    double tolerance = coding == WeightCoding.FLOAT16 ? 2e-3 : 0.05;
    SameCall.check(model, file, 1, 9, tolerance);
    SameCall.check(model, file, 3, 9, tolerance);
    return file;
  }

  /** Attention over an open axis, with normalisation: nothing that could be rebuilt. */
  private static byte[] attention() {
    TestGraph g = new TestGraph(17, 0, 0, 32);
    String q = g.node("MatMul", List.of("x", g.weightOf(32, 32, 32)));
    String k = g.node("MatMul", List.of("x", g.weightOf(32, 32, 32)));
    String scores =
        g.node("MatMul", List.of(q, g.node("Transpose", List.of(k), integers("perm", 0, 2, 1))));
    String y =
        g.node("MatMul", List.of(g.node("Softmax", List.of(scores), integer("axis", -1)), "x"));
    y = g.node("LayerNormalization", List.of(y, g.random(0.5, 32), g.weight(32)));
    String mean = g.node("ReduceMean", List.of(y), integers("axes", 1), integer("keepdims", 0));
    y = g.node("Gemm", List.of(mean, g.weightOf(32, 16, 32), g.weight(16)), integer("transB", 1));
    g.graph.addOutput(TestGraph.value(y, 0, 16));
    return g.model().toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void aTransformer(WeightCoding coding) throws Exception {
    ModelProto file = ModelProto.parseFrom(small(attention(), coding));
    assertThat(file.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .filteredOn("MatMulInteger"::equals)
        .hasSize(coding == WeightCoding.DYNAMIC_INT8 ? 3 : 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "INT8"})
  void convolutionsBackAndForth(WeightCoding coding) {
    TestGraph g = new TestGraph(13, 0, 4, 8, 8);
    String y = g.node("Conv", List.of("x", g.weightOf(36, 16, 4, 3, 3), g.weight(16)));
    y = g.node("ConvTranspose", List.of(g.node("Relu", List.of(y)), g.weightOf(144, 16, 4, 3, 3)));
    g.graph.addOutput(TestGraph.value(y, 0, 4, 8, 8));
    small(g.model().toByteArray(), coding);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "INT8"})
  void recurrentLayers(WeightCoding coding) {
    TestGraph g = new TestGraph(14, 0, 3, 8);
    String y =
        g.node(
                "LSTM",
                List.of("x", g.weightOf(8, 1, 64, 8), g.weightOf(16, 1, 64, 16)),
                1,
                integer("hidden_size", 16))
            .get(0);
    String z =
        g.node(
                "GRU",
                List.of("x", g.weightOf(8, 1, 48, 8), g.weightOf(16, 1, 48, 16)),
                1,
                integer("hidden_size", 16))
            .get(0);
    y = g.node("Concat", List.of(y, z), integer("axis", -1));
    g.graph.addOutput(TestGraph.value(y, 0, 1, 3, 32));
    small(g.model().toByteArray(), coding);
  }

  @Test
  void whatIsSparedStaysInFloats() throws Exception {
    byte[] model = attention();
    String first = ModelProto.parseFrom(model).getGraph().getInitializer(0).getName();

    byte[] file =
        GraphQuantisation.of(model, WeightCoding.INT8, Pattern.compile("^" + first + "$|MatMul_1"));

    assertThat(ModelProto.parseFrom(file).getGraph().getInitializerList())
        .filteredOn(tensor -> tensor.getDataType() == TensorProto.DataType.INT8.getNumber())
        .hasSize(1);
    SameCall.check(model, file, 2, 5, 0.05);
  }

  @Test
  void graphsWithNothingToGainAreRefused() {
    TestGraph g = new TestGraph(13, 0, 4);
    byte[] model = g.output(g.node("Relu", List.of("x")));
    assertThatThrownBy(() -> GraphQuantisation.of(model, WeightCoding.INT8, NOTHING))
        .hasMessageContaining("no tensor of 256 floats");
    assertThatThrownBy(() -> GraphQuantisation.of(model, WeightCoding.DYNAMIC_INT8, NOTHING))
        .hasMessageContaining("multiplies nothing");
    assertThatThrownBy(() -> GraphQuantisation.of(new byte[] {1, 2, 3}, WeightCoding.INT8, NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
    TestGraph old = new TestGraph(9, 0, 32);
    byte[] nine = old.output(old.node("MatMul", List.of("x", old.weight(32, 32))));
    assertThatThrownBy(() -> GraphQuantisation.of(nine, WeightCoding.DYNAMIC_INT8, NOTHING))
        .hasMessageContaining("need opset 11");
  }
}
