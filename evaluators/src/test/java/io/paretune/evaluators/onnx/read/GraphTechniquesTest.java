package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.call.Answers;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.GraphSession;
import io.paretune.evaluators.onnx.graph.call.InputMoments;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.onnx.graph.prepare.PreparedGraph;
import io.paretune.evaluators.onnx.graph.rounding.SecondOrderRounding;
import io.paretune.evaluators.onnx.graph.technique.BlockwiseProducts;
import io.paretune.evaluators.onnx.graph.technique.ByteStorage;
import io.paretune.evaluators.onnx.graph.technique.DynamicProducts;
import io.paretune.evaluators.onnx.graph.technique.DynamicRecurrence;
import io.paretune.evaluators.onnx.graph.technique.HalfStorage;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are made smaller where they lie, and a caller's program runs on. */
class GraphTechniquesTest {

  private static final Pattern NOTHING = Pattern.compile("(?!)");

  private static final Map<String, NodeTechnique> TECHNIQUES =
      Map.of(
          "float16", new HalfStorage(),
          "int8", new ByteStorage(),
          "dynamic-int8", new DynamicProducts(),
          "dynamic-lstm", new DynamicRecurrence(),
          "int8-blocks", new BlockwiseProducts(8, 32, 0),
          "int4-blocks", new BlockwiseProducts(4, 16, 0));

  private static GraphPlan plan(byte[] model, Pattern kept, String technique) {
    return GraphPlan.of(PreparedGraph.of(model).model(), kept)
        .with(List.of(TECHNIQUES.get(technique), new ByteStorage()));
  }

  private static byte[] small(byte[] model, String technique) {
    byte[] file = plan(model, NOTHING, technique).write();
    assertThat(plan(model, NOTHING, technique).write()).isEqualTo(file);
    assertThat(file.length)
        .isLessThan((int) ((technique.equals("float16") ? 0.8 : 0.6) * model.length));
    double tolerance =
        technique.equals("float16") ? 2e-3 : technique.equals("int4-blocks") ? 0.6 : 0.06;
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
  @CsvSource({
    "float16, Cast, 3",
    "int8, Cast, 3",
    "dynamic-int8, MatMulInteger, 3",
    "int8-blocks, MatMulNBits, 3",
    "int4-blocks, MatMulNBits, 3"
  })
  void aTransformer(String technique, String operator, int count) throws Exception {
    ModelProto file = ModelProto.parseFrom(small(attention(), technique));
    assertThat(file.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .filteredOn(operator::equals)
        .hasSize(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"float16", "int8"})
  void convolutionsBackAndForth(String technique) {
    TestGraph g = new TestGraph(13, 0, 4, 8, 8);
    String y = g.node("Conv", List.of("x", g.weightOf(36, 16, 4, 3, 3), g.weight(16)));
    y = g.node("ConvTranspose", List.of(g.node("Relu", List.of(y)), g.weightOf(144, 16, 4, 3, 3)));
    g.graph.addOutput(TestGraph.value(y, 0, 4, 8, 8));
    small(g.model().toByteArray(), technique);
  }

  @ParameterizedTest
  @ValueSource(strings = {"float16", "int8", "dynamic-lstm"})
  void recurrentLayers(String technique) throws Exception {
    TestGraph g = new TestGraph(14, 0, 3, 8);
    String y =
        g.node(
                "LSTM",
                List.of("x", g.weightOf(8, 2, 64, 8), g.weightOf(16, 2, 64, 16), g.weight(2, 128)),
                1,
                integer("hidden_size", 16),
                TestGraph.text("direction", "bidirectional"))
            .get(0);
    String z =
        g.node(
                "GRU",
                List.of("x", g.weightOf(8, 1, 48, 8), g.weightOf(16, 1, 48, 16)),
                1,
                integer("hidden_size", 16))
            .get(0);
    y = g.node("Concat", List.of(y, z), integer("axis", 1));
    g.graph.addOutput(TestGraph.value(y, 0, 3, 3, 16));
    ModelProto file = ModelProto.parseFrom(small(g.model().toByteArray(), technique));
    assertThat(file.getGraph().getNodeList())
        .filteredOn(node -> node.getOpType().equals("DynamicQuantizeLSTM"))
        .hasSize(technique.equals("dynamic-lstm") ? 1 : 0);
  }

  @Test
  void outputsAndInputsThatAreLeftOutHaveNoNames() {
    TestGraph g = new TestGraph(14, 0, 3, 8);
    String x = g.node("Clip", List.of("x", "", g.scalar(2)));
    List<String> inputs =
        List.of(x, g.weightOf(8, 1, 64, 8), g.weightOf(16, 1, 64, 16), g.weight(1, 128), "");
    List<String> y = g.node("LSTM", inputs, 2, integer("hidden_size", 16));
    NodeProto.Builder lstm = g.graph.getNodeBuilder(g.graph.getNodeCount() - 1);
    lstm.setOutput(0, "");
    g.graph.addOutput(TestGraph.value(y.get(1), 1, 3, 16));
    small(g.model().toByteArray(), "dynamic-lstm");
  }

  @Test
  void whatIsSparedStaysInFloats() throws Exception {
    byte[] model = attention();
    String first = ModelProto.parseFrom(model).getGraph().getInitializer(0).getName();

    byte[] file = plan(model, Pattern.compile("^" + first + "$|MatMul_1"), "int8").write();

    assertThat(ModelProto.parseFrom(file).getGraph().getInitializerList())
        .filteredOn(tensor -> tensor.getDataType() == TensorProto.DataType.INT8.getNumber())
        .hasSize(1);
    SameCall.check(model, file, 2, 5, 0.05);
  }

  @Test
  void graphsWithNothingToGainAreLeft() {
    TestGraph g = new TestGraph(13, 0, 4);
    byte[] model = g.output(g.node("Relu", List.of("x")));
    TECHNIQUES.keySet().forEach(name -> assertThat(plan(model, NOTHING, name).isEmpty()).isTrue());
    assertThatThrownBy(() -> PreparedGraph.of(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no ONNX model");
  }

  @Test
  void onlyWidthsThatTheRuntimeKnowsAreTaken() {
    assertThatThrownBy(() -> new BlockwiseProducts(3, 32, 4)).hasMessageContaining("4 or 8");
    assertThatThrownBy(() -> new BlockwiseProducts(4, 20, 4)).hasMessageContaining("a block");
    assertThatThrownBy(() -> new BlockwiseProducts(4, 32, 9)).hasMessageContaining("accuracy");
  }

  /** Inputs that vary together let one weight make up for another. */
  @Test
  void roundingIsLearnedFromCalls() throws Exception {
    TestGraph g = new TestGraph(17, 0, 64);
    String y = g.node("MatMul", List.of("x", g.weightOf(64, 64, 32)));
    g.graph.addOutput(TestGraph.value(y, 0, 32));
    ModelProto given = g.model();
    byte[] model = given.toByteArray();
    GraphPlan base = GraphPlan.of(PreparedGraph.of(model).model(), NOTHING);
    InputMoments moments =
        InputMoments.collect(PreparedGraph.of(model).model(), together(1), List.of("x"));
    ModelProto nearest = base.with(List.of(new BlockwiseProducts(4, 32, 0))).built();
    GraphPlan plan =
        base.with(List.of(new BlockwiseProducts(4, 32, 0, new SecondOrderRounding(moments))));

    try (Answers answers =
        Answers.of(GraphSession.judged(given), together(2), Fidelity.Criterion.CENTRED)) {
      double before = answers.fidelity(nearest, 2).worst().relativeError();
      double after = answers.fidelity(plan.built(), 2).worst().relativeError();
      assertThat(after).isLessThan(before / 3);
    }
    assertThat(plan.write()).isEqualTo(plan.write());
  }

  /** Rows of 64 values made of six. */
  private static NamedInputs together(long seed) {
    Random mixing = new Random(9);
    double[][] parts = new double[6][64];
    for (double[] part : parts) {
      Arrays.setAll(part, i -> mixing.nextGaussian());
    }
    Random random = new Random(seed);
    float[] values = new float[200 * 64];
    for (int row = 0; row < 200; row++) {
      for (double[] part : parts) {
        double much = random.nextGaussian();
        for (int i = 0; i < 64; i++) {
          values[row * 64 + i] += (float) (much * part[i]);
        }
      }
    }
    return NamedInputs.of(List.of(Map.of("x", NumpyArray.of("x", List.of(200, 64), values))));
  }
}
