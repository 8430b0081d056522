package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linear models as scikit-learn's exporter writes them. */
class LinearModelsTest {

  private static AttributeProto reals(String name, int count, long seed) {
    Random random = new Random(seed);
    AttributeProto.Builder list =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
    for (int i = 0; i < count; i++) {
      list.addFloats(random.nextFloat() - 0.5f);
    }
    return list.build();
  }

  private static AttributeProto labels(boolean words) {
    return words
        ? AttributeProto.newBuilder()
            .setName("classlabels_strings")
            .setType(AttributeProto.AttributeType.STRINGS)
            .addStrings(ByteString.copyFromUtf8("ant"))
            .addStrings(ByteString.copyFromUtf8("bee"))
            .addStrings(ByteString.copyFromUtf8("fly"))
            .build()
        : TestGraph.integers("classlabels_ints", 4, 7, 9);
  }

  private static ValueInfoProto output(String name, int type) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    value.setType(
        TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type)));
    return value.build();
  }

  private static void ml(TestGraph g) {
    g.graph.getNodeBuilder(g.graph.getNodeCount() - 1).setDomain("ai.onnx.ml");
  }

  private static ImportedModel same(TestGraph g) {
    byte[] model = g.model().toByteArray();
    ImportedModel read = OnnxImport.read(model);
    byte[] copy =
        read.signature()
            .file()
            .sign(
                PlannedExport.encode(
                    read.network(), read.weights(), QuantisationPlan.none(), new float[0][], 1));
    SameCall.check(model, copy, 1, 1, 1e-5);
    SameCall.check(model, copy, 5, 1, 1e-5);
    assertThat(read.notes()).noneMatch(note -> note.contains("left out"));
    return read;
  }

  @ParameterizedTest
  @CsvSource({
    "SOFTMAX, true, true",
    "LOGISTIC, false, true",
    "NONE, false, false",
    "SOFTMAX, false, false"
  })
  void classifiers(String transform, boolean words, boolean normalised) {
    TestGraph g = new TestGraph(13, 0, 6);
    List<String> both =
        g.node(
            "LinearClassifier",
            List.of("x"),
            2,
            labels(words),
            reals("coefficients", 18, 3),
            reals("intercepts", 3, 4),
            text("post_transform", transform));
    ml(g);
    String scores = both.get(1);
    if (normalised) {
      scores = g.node("Normalizer", List.of(scores), text("norm", "L1"));
      ml(g);
    }
    g.graph.addOutput(output(both.get(0), words ? 8 : 7)).addOutput(output(scores, 1));

    ImportedModel read = same(g);

    assertThat(read.network().nodes().get(0).layer()).isEqualTo(new Layer.Linear(6, 3, true));
    assertThat(read.network().outputs()).isEqualTo(3);
  }

  @Test
  void regressors() {
    TestGraph g = new TestGraph(13, 0, 6);
    String y =
        g.node(
            "LinearRegressor",
            List.of("x"),
            reals("coefficients", 12, 3),
            reals("intercepts", 2, 4),
            TestGraph.integer("targets", 2));
    ml(g);
    g.graph.addOutput(TestGraph.value(y, 0, 2));

    assertThat(same(g).network().outputs()).isEqualTo(2);
  }

  @Test
  void coefficientsThatDoNotFitAreRefused() {
    TestGraph g = new TestGraph(13, 0, 6);
    String y = g.node("LinearRegressor", List.of("x"), reals("coefficients", 11, 3));
    ml(g);
    g.graph.addOutput(output(y, 1));

    assertThatThrownBy(() -> OnnxImport.read(g.model().toByteArray()))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("11 coefficients");
  }

  @Test
  void trees() {
    NodeProto tree =
        NodeProto.newBuilder()
            .setOpType("TreeEnsembleClassifier")
            .setDomain("ai.onnx.ml")
            .addInput("x")
            .addOutput("y")
            .build();
    TestGraph g = new TestGraph(13, 0, 6);
    g.graph.addNode(tree).addOutput(output("y", 1));

    assertThatThrownBy(() -> OnnxImport.read(g.model().toByteArray()))
        .hasMessageContaining("operators of 'ai.onnx.ml' are not supported");
  }
}
