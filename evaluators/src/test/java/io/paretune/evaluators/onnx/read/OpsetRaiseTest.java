package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.real;
import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.prepare.PreparedGraph;
import io.paretune.evaluators.onnx.graph.technique.HalfStorage;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Old operators in their newer form answer as before. */
class OpsetRaiseTest {

  private static void raised(byte[] model) {
    PreparedGraph prepared = PreparedGraph.of(model);
    assertThat(prepared.notes()).isEmpty();
    assertThat(prepared.model().getOpsetImportList())
        .anySatisfy(set -> assertThat(set.getVersion()).isEqualTo(13));
    SameCall.check(model, prepared.model().toByteArray(), 2, 5, 1e-5);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9, 10, 11, 12})
  void operatorsThatHaveChangedSince(int opset) {
    TestGraph g = new TestGraph(opset, 2, 4, 6, 6);
    String y = g.node("Conv", List.of("x", g.weight(8, 4, 1, 1), g.weight(8)));
    y = g.node("Unsqueeze", List.of(y), integers("axes", 4));
    y = g.node("Squeeze", List.of(y), integers("axes", 4));
    String half =
        g.node("Split", List.of(y), 2, integers("split", 4, 4), integer("axis", 1)).get(1);
    y = g.node("Concat", List.of(half, y), integer("axis", 1));
    y = opset < 11 ? g.node("Clip", List.of(y), real("min", -0.5), real("max", 0.7)) : y;
    y =
        opset < 11
            ? g.node("Pad", List.of(y), integers("pads", 0, 0, 1, 0, 0, 0, 0, 2), real("value", 3))
            : y;
    y =
        opset < 10
            ? g.node(
                "Slice",
                List.of(y),
                integers("starts", 1, 0),
                integers("ends", 5, 4),
                integers("axes", 2, 3))
            : y;
    y = g.node("Dropout", List.of(y));
    if (opset == 9 || opset == 10) {
      String scales = g.floats(new float[] {1, 1, 2, 3}, 4);
      y = g.node(opset == 9 ? "Upsample" : "Resize", List.of(y, scales), text("mode", "linear"));
    }
    y = g.node("ReduceSum", List.of(y), integers("axes", 2), integer("keepdims", 0));
    y = g.node("Softmax", List.of(y), integer("axis", 2));
    raised(g.output(y));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "LogSoftmax", "Hardmax"})
  void oneDistributionOverSeveralAxes(String type) {
    TestGraph g = new TestGraph(9, 2, 4, 6);
    raised(g.output(g.node(type, List.of(g.node("Relu", List.of("x"))), integer("axis", 1))));
  }

  @Test
  void aSoftmaxOverTheLastAxisStaysOneNode() {
    TestGraph g = new TestGraph(11, 2, 4, 6);
    String heads = g.node("Unsqueeze", List.of("x"), integers("axes", 1));
    String keys = g.node("Transpose", List.of(heads), integers("perm", 0, 1, 3, 2));
    String scores = g.node("MatMul", List.of(heads, keys));
    byte[] model = g.output(g.node("Softmax", List.of(scores), integer("axis", 3)));
    raised(model);
    PreparedGraph prepared = PreparedGraph.of(model);
    assertThat(types(prepared.model())).contains("Softmax").doesNotContain("Flatten", "Reshape");
    assertThat(prepared.folded().getOpsetImportList())
        .anySatisfy(set -> assertThat(set.getVersion()).isEqualTo(11));
  }

  private static List<String> types(ModelProto model) {
    return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  @Test
  void whatHasNoNewerFormIsSaid() {
    TestGraph g = new TestGraph(6, 2, 4);
    byte[] model = g.output(g.node("Relu", List.of("x")));
    assertThat(PreparedGraph.of(model).notes())
        .singleElement()
        .asString()
        .contains("opset 6", "from 7 on");
    TestGraph masked = new TestGraph(9, 2, 4);
    String mask = masked.node("Dropout", List.of("x"), 2).get(1);
    byte[] file = masked.output(masked.node("Cast", List.of(mask), integer("to", 1)));
    assertThat(PreparedGraph.of(file).notes()).isNotNull();
  }

  @Test
  void namesTypesAndMetadataStay() throws Exception {
    TestGraph g = new TestGraph(9, 0, 4);
    g.graph.addInput(TestGraph.value("w", 4, 4));
    g.graph.addInitializer(TestGraph.floatTensor(new float[16], 4, 4).setName("w"));
    ModelProto model =
        ModelProto.parseFrom(g.output(g.node("MatMul", List.of("x", "w")))).toBuilder()
            .setDomain("somebody.org")
            .setDocString("what it is for")
            .build();
    ModelProto prepared = PreparedGraph.of(model.toByteArray()).model();
    assertThat(prepared.getDomain()).isEqualTo("somebody.org");
    assertThat(prepared.getDocString()).isEqualTo("what it is for");
    assertThat(prepared.getGraph().getInputList()).hasSize(1);
  }

  @Test
  void aStepThatAnswersOtherwiseIsNotMade() {
    TestGraph g = new TestGraph(9, 2, 4, 6, 6);
    byte[] model = g.output(g.node("Clip", List.of("x"), real("min", -0.5), real("max", 0.7)));

    PreparedGraph prepared = PreparedGraph.of(parsed(model), OpsetRaiseTest::worseOnceRaised);

    assertThat(prepared.notes())
        .singleElement()
        .asString()
        .contains("static-int8 is left out", "answers otherwise (cosine 0.5");
    assertThat(prepared.model().getOpsetImport(0).getVersion()).isEqualTo(9);
    SameCall.check(model, prepared.model().toByteArray(), 2, 5, 1e-5);
  }

  private static double worseOnceRaised(ModelProto model) {
    return model.getOpsetImport(0).getVersion() == 9 ? 1 : 0.5;
  }

  private static ModelProto parsed(byte[] file) {
    try {
      return ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException unsound) {
      throw new AssertionError(unsound);
    }
  }

  /** An input with a default is one that callers may give; weights are none. */
  @ParameterizedTest
  @CsvSource({"3, 0", "4, 1", "8, 1"})
  void inputsWithDefaultsStay(int version, int stay) {
    TestGraph g = new TestGraph(13, 2, 4, 6, 6);
    String threshold = g.floats(new float[] {0.25f}, 1);
    String y = g.node("Conv", List.of("x", g.weightOf(4, 72, 4, 1, 1)));
    ModelProto.Builder model = parsed(g.output(g.node("Sub", List.of(y, threshold)))).toBuilder();
    model.setIrVersion(version);
    model.getGraphBuilder().addInput(TestGraph.value(threshold, 1));

    PreparedGraph prepared = PreparedGraph.of(model.build().toByteArray());
    ModelProto small =
        parsed(
            GraphPlan.of(prepared.model(), Pattern.compile("(?!)"))
                .with(List.of(new HalfStorage()))
                .write());

    assertThat(small.getGraph().getInputList())
        .extracting(ValueInfoProto::getName)
        .hasSize(1 + stay)
        .contains("x");
    assertThat(small.getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .contains(threshold);
  }

  @Test
  void whatIsListedAsAWholeAreWeights() {
    TestGraph g = new TestGraph(13, 2, 4, 6, 6);
    String weights = g.weightOf(4, 72, 4, 1, 1);
    ModelProto.Builder model = parsed(g.output(g.node("Conv", List.of("x", weights)))).toBuilder();
    model.getGraphBuilder().addInput(TestGraph.value(weights, 72, 4, 1, 1));
    assertThat(PreparedGraph.of(model.build().toByteArray()).model().getGraph().getInputList())
        .hasSize(1);
  }
}
