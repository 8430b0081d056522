package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks on signals of one dimension are networks on images of one row. */
class SignalsTest {

  private static String conv(TestGraph g, String x, int inputs, int outputs, int kernel) {
    return g.node(
        "Conv",
        List.of(x, g.weightOf(inputs * kernel, outputs, inputs, kernel), g.weight(outputs)),
        integers("kernel_shape", kernel),
        integers("pads", kernel / 2, kernel / 2),
        integers("strides", 1));
  }

  /** A file's call, once as it is and once as it is written. */
  private static Network same(byte[] model) {
    ImportedModel read = OnnxImport.read(model);
    byte[] copy =
        read.signature()
            .file()
            .sign(
                PlannedExport.encode(
                    read.network(), read.weights(), QuantisationPlan.none(), new float[0][], 1));
    SameCall.check(model, copy, 1, 8, 1e-5);
    SameCall.check(model, copy, 3, 8, 1e-5);
    return Journey.of(model).network();
  }

  @Test
  void convolutionsPoolsAndNormalisation() {
    TestGraph g = new TestGraph(13, 0, 3, 20);
    String y = conv(g, "x", 3, 8, 5);
    y =
        g.node(
            "BatchNormalization",
            List.of(y, g.random(0.5, 8), g.weight(8), g.weight(8), g.random(0.5, 8)));
    y = g.node("Relu", List.of(y));
    y = g.node("MaxPool", List.of(y), integers("kernel_shape", 2), integers("strides", 2));
    y = g.node("Relu", List.of(conv(g, y, 8, 8, 3)));
    y = g.node("AveragePool", List.of(y), integers("kernel_shape", 2), integers("strides", 2));
    y = g.node("Flatten", List.of(y));
    y = g.node("Gemm", List.of(y, g.weightOf(40, 4, 40), g.weight(4)), integer("transB", 1));

    Network network = same(g.output(y));

    assertThat(network.input()).isEqualTo(Shape.image(3, 1, 20));
    assertThat(network.nodes())
        .extracting(node -> node.layer().getClass().getSimpleName())
        .doesNotContain("Unflatten");
  }

  @Test
  void stridesDilationsGroupsAndUnevenPadding() {
    TestGraph g = new TestGraph(13, 0, 4, 21);
    String y =
        g.node(
            "Conv",
            List.of("x", g.weight(8, 2, 3)),
            integer("group", 2),
            integers("dilations", 2),
            integers("strides", 2),
            integers("pads", 1, 0),
            integers("kernel_shape", 3));
    y =
        g.node(
            "Conv",
            List.of(y, g.weight(8, 1, 3)),
            integer("group", 8),
            text("auto_pad", "SAME_UPPER"));
    y = g.node("GlobalMaxPool", List.of(y));
    same(g.flat(y));
  }

  @Test
  void gatesOfChannelsAndMeansOverTime() {
    TestGraph g = new TestGraph(13, 0, 4, 12);
    String y = g.node("Relu", List.of(conv(g, "x", 4, 8, 3)));
    String mean = g.node("ReduceMean", List.of(y), integers("axes", 2), integer("keepdims", 1));
    String gate = g.node("Sigmoid", List.of(conv(g, mean, 8, 8, 1)));
    y = g.node("Mul", List.of(y, gate));
    y = g.node("Add", List.of(y, g.weight(8, 1)));
    y = g.node("ReduceMean", List.of(y), integers("axes", 2), integer("keepdims", 0));
    Network network = same(g.output(g.node("Relu", List.of(y))));

    assertThat(network.nodes())
        .extracting(node -> node.layer().getClass())
        .filteredOn(Layer.GlobalAveragePool.class::equals)
        .hasSize(2);
  }
}
