package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Well-made models that no network can be: one line that names the node and what could be done. */
class RefusedModelsTest {

  private static void refused(byte[] model, String... words) {
    assertThatThrownBy(() -> OnnxImport.read(model))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(words).hasSizeLessThan(700));
  }

  private static String layerNorm(NetWriter w, String x, int opset) {
    int c = w.channels(x);
    TestGraph g = w.g;
    if (opset >= 17) {
      return w.same(
          "LayerNormalization", List.of(x, g.weight(c), g.weight(c)), integer("axis", -1));
    }
    String mean = w.same("ReduceMean", List.of(x), integers("axes", -1));
    String centred = w.same("Sub", List.of(x, mean));
    String square = w.scaled("Pow", centred, 2);
    String variance = w.same("ReduceMean", List.of(square), integers("axes", -1));
    String root = w.same("Sqrt", List.of(w.scaled("Add", variance, 1e-6)));
    return w.same("Div", List.of(centred, root));
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 17})
  void mixersWorkOnPatches(int opset) {
    NetWriter w = NetWriter.images(opset, 16);
    String y = w.reshape(w.conv("x", 8, 4, 4, 0), 8, 0, 8, 16);
    y = w.same("Transpose", List.of(y), integers("perm", 0, 2, 1));
    String z = layerNorm(w, y, opset);
    z = w.with(16, "Transpose", List.of(z), integers("perm", 0, 2, 1));
    refused(w.output(w.dense(z, 16)), "(MatMul of ", "a matrix of 128 features");
  }

  @Test
  void tokensAreNoScores() {
    NetWriter w = NetWriter.images(17, 16);
    String y = w.reshape(w.conv("x", 8, 4, 4, 0), 8, 0, 8, 16);
    y = layerNorm(w, w.same("Transpose", List.of(y), integers("perm", 0, 2, 1)), 17);
    refused(
        w.output(y),
        "the output '",
        "a vector of scores or numbers",
        "tokens of 16x8",
        "one token or their mean");
  }

  @Test
  void boxesAndScoresAreToldWithTheirShapes() {
    NetWriter w = NetWriter.images(13, 12);
    String y = w.unit("x", 8, 3, 2);
    w.g.graph.addOutput(TestGraph.value(w.conv(y, 4, 1, 1, 0), 0, 4, 6, 6));
    w.g.graph.addOutput(TestGraph.value(w.conv(y, 2, 1, 1, 0), 0, 2, 6, 6));
    refused(
        w.g.model().toByteArray(),
        "one output of floats (scores, numbers, or a plane for each class)",
        " (n x 4 x 6 x 6), ",
        " (n x 2 x 6 x 6)]",
        "export it with one of them");
  }

  @Test
  void valuesInAnOrderOfTheirOwnAreNoMask() {
    NetWriter w = NetWriter.images(13, 12);
    String y = w.reshape(w.conv("x", 8, 4, 4, 0), 8, 0, 2, 4, 3, 3);
    y = w.same("Transpose", List.of(y), integers("perm", 0, 2, 1, 3, 4));
    refused(
        w.output(w.reshape(y, 8, 0, 4, 2, 9)),
        "a plane for each class",
        "in an order of their own",
        "end before they are rearranged");
  }

  @Test
  void patchesThatAreMixedWithoutNormalisationAreRefused() {
    NetWriter w = NetWriter.images(13, 16);
    String y = w.reshape(w.conv("x", 8, 4, 4, 0), 16, 0, 8, 16);
    refused(w.output(w.flatten(w.dense(y, 16), 8)), "(MatMul of ", "flatten first");
  }

  @Test
  void attentionIsAProductOfActivations() {
    NetWriter w = NetWriter.of(13, 0, 16);
    String q = w.reshape(w.dense("x", 16), 4, 0, 4, 4);
    String k = w.reshape(w.dense("x", 16), 4, 0, 4, 4);
    refused(
        w.output(w.same("MatMul", List.of(q, k))), "(MatMul of ", "two activations", "attention");
  }

  @Test
  void sizesThatOnlyTheImageKnowsAreRefused() {
    NetWriter w = NetWriter.of(13, 0, 3, 0, 0);
    String y = w.flatten(w.globalPool(w.unit("x", 8, 3, 2)), 1);
    refused(w.output(w.linear(y, 4)), "axis 2 of the input 'x' is open", "export with fixed sizes");
  }

  @Test
  void scoresOfSeveralHeadsAreRefused() {
    NetWriter w = NetWriter.images(13, 12);
    String y = w.flatten(w.globalPool(w.unit("x", 8, 3, 2)), 1);
    String aux = w.linear(y, 4);
    w.output(aux);
    refused(
        w.output(w.linear(y, 4)),
        "one output of floats",
        "got [" + aux,
        "export it with one of them");
  }

  @Test
  void placesOfTheLargestAloneAreNoScores() {
    NetWriter w = NetWriter.of(13, 0, 6);
    String best = w.g.node("TopK", List.of(w.dense("x", 4), w.g.ints(2)), 2).get(1);
    w.g.graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName(best)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(TypeProto.Tensor.newBuilder().setElemType(7))));
    refused(w.g.model().toByteArray(), "(TopK of ", "cut the model before this node");
  }

  @Test
  void unevenMeansThatLeaveTheirPaddingOutAreRefused() {
    NetWriter w = NetWriter.images(13, 12);
    String y = w.averagePool(w.unit("x", 8, 3, 1), 3, 2, 0, 0, 1, 1);
    refused(w.output(w.linear(w.flatten(y, 36), 4)), "(AveragePool of ", "count_include_pad");
  }

  @Test
  void normalisationOfEachPlaceIsRefused() {
    NetWriter w = NetWriter.of(8, 0, 3, 2, 2);
    String y =
        w.same(
            "BatchNormalization",
            List.of("x", w.g.weight(12), w.g.weight(12), w.g.weight(12), w.g.random(0.5, 12)),
            integer("spatial", 0));
    refused(w.output(w.linear(w.flatten(y, 4), 4)), "each place");
  }
}
