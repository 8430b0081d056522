package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.call.ActivationStatistics;
import io.paretune.evaluators.onnx.graph.call.Answers;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.GraphSession;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.onnx.graph.prepare.Smoothing;
import io.paretune.evaluators.onnx.graph.qdq.StaticQuantisation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is large in few channels is carried by the weights. */
class SmoothingTest {

  private static final int WIDTH = 32;
  private static final int TOKENS = 5;

  private static NamedInputs calls(int seed) {
    Random random = new Random(seed);
    List<Map<String, NumpyArray>> calls = new ArrayList<>();
    for (int c = 0; c < 6; c++) {
      float[] values = new float[2 * TOKENS * WIDTH];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      calls.add(Map.of("x", NumpyArray.of("x", List.of(2, TOKENS, WIDTH), values)));
    }
    return NamedInputs.of(calls);
  }

  /** Factors of a normalisation, of which two are fifty times as large as the others. */
  private static float[] outliers() {
    float[] factors = new float[WIDTH];
    for (int c = 0; c < WIDTH; c++) {
      factors[c] = c == 3 || c == 20 ? 50 : 1 + c / 64f;
    }
    return factors;
  }

  /** Weights that make up for the factors, so that all channels say as much. */
  private static String weights(TestGraph g, int seed) {
    Random random = new Random(seed);
    float[] values = new float[WIDTH * 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / outliers()[i / 16];
    }
    return g.floats(values, WIDTH, 16);
  }

  /** Two products of a normalisation, of which one reads it moved. */
  private static TestGraph products(boolean oneNode) {
    TestGraph g = new TestGraph(17, 0, TOKENS, WIDTH);
    String gamma = g.floats(outliers(), WIDTH);
    String y;
    if (oneNode) {
      y = g.node("LayerNormalization", List.of("x", gamma, g.weight(WIDTH)), integer("axis", -1));
    } else {
      y = g.node("Add", List.of(g.node("Mul", List.of(gamma, "x")), g.weight(WIDTH)));
    }
    String moved = g.node("Transpose", List.of(y), integers("perm", 1, 0, 2));
    String a = g.node("MatMul", List.of(moved, weights(g, 1)));
    a = g.node("Transpose", List.of(a), integers("perm", 1, 0, 2));
    String b = g.node("MatMul", List.of(y, weights(g, 2)));
    g.graph.addOutput(TestGraph.value(g.node("Add", List.of(a, b)), 0, TOKENS, 16));
    return g;
  }

  private static double error(ModelProto original, ModelProto model) {
    ActivationStatistics seen = StaticQuantisation.statistics(model, calls(1));
    ModelProto bytes =
        GraphPlan.of(model, Pattern.compile("(?!)"))
            .with(List.of(StaticQuantisation.of(seen, CalibrationKind.MIN_MAX)))
            .built();
    try (Answers answers =
        Answers.of(GraphSession.judged(original), calls(2), Fidelity.Criterion.CENTRED)) {
      return answers.fidelity(bytes, 6).worst().relativeError();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theGraphAnswersAsBeforeAndLosesLessInBytes(boolean oneNode) {
    ModelProto model = products(oneNode).model();

    ModelProto smooth =
        Smoothing.of(model, StaticQuantisation.statistics(model, calls(1))).orElseThrow();

    SameCall.check(model.toByteArray(), smooth.toByteArray(), 3, 0, 1e-4);
    assertThat(error(model, smooth)).isLessThan(error(model, model) / 2);
  }

  @Test
  void whatIsReadByOthersStays() {
    TestGraph g = products(false);
    String normalised = g.graph.getNode(1).getOutput(0);
    assertThat(g.graph.getNode(1).getOpType()).isEqualTo("Add");
    g.graph.addOutput(TestGraph.value(g.node("Relu", List.of(normalised)), 0, TOKENS, WIDTH));
    ModelProto model = g.model();

    Optional<ModelProto> smooth =
        Smoothing.of(model, StaticQuantisation.statistics(model, calls(1)));

    assertThat(smooth).isEmpty();
  }

  @Test
  void whatABranchReadsStays() {
    TestGraph g = products(false);
    String normalised = g.graph.getNode(1).getOutput(0);
    GraphProto.Builder branch =
        GraphProto.newBuilder()
            .addNode(NodeProto.newBuilder().setOpType("Relu").addInput(normalised).addOutput("b"))
            .addOutput(TestGraph.value("b"));
    g.graph.addInitializer(TensorProto.newBuilder().setName("yes").setDataType(9).addInt32Data(1));
    g.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("If")
            .addInput("yes")
            .addOutput("seen")
            .addAttribute(graph("then_branch", branch))
            .addAttribute(graph("else_branch", branch)));
    g.graph.addOutput(TestGraph.value("seen", 0, TOKENS, WIDTH));
    ModelProto model = g.model();

    Optional<ModelProto> smooth =
        Smoothing.of(model, StaticQuantisation.statistics(model, calls(1)));

    assertThat(smooth).isEmpty();
  }

  private static AttributeProto.Builder graph(String name, GraphProto.Builder body) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(body.setName(name));
  }
}
