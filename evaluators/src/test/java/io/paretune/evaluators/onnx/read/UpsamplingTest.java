package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that answer for every pixel: transposed convolutions, and images at another size. */
class UpsamplingTest {

  private static String conv(TestGraph g, String x, int inputs, int outputs) {
    String made =
        g.node(
            "Conv",
            List.of(x, g.weightOf(inputs * 9, outputs, inputs, 3, 3), g.weight(outputs)),
            integers("pads", 1, 1, 1, 1));
    return g.node("Relu", List.of(made));
  }

  private static String transposed(
      TestGraph g, String x, int inputs, int outputs, int kernel, AttributeProto... how) {
    return g.node(
        "ConvTranspose",
        List.of(x, g.weightOf(inputs * kernel, inputs, outputs, kernel, kernel)),
        how);
  }

  private static String resized(TestGraph g, String x, AttributeProto... how) {
    return g.node("Resize", List.of(x, "", g.floats(new float[] {1, 1, 2, 2}, 4)), how);
  }

  /** A file's call, once as it is and once as it is written; then all that may be done to it. */
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

  /** A small U-Net (Ronneberger et al. 2015, arXiv:1505.04597), with both ways up. */
  @Test
  void downAndUpAgainWithWhatWasSeenOnTheWay() {
    TestGraph g = new TestGraph(13, 0, 3, 12, 8);
    String fine = conv(g, "x", 3, 6);
    String down =
        g.node("MaxPool", List.of(fine), integers("kernel_shape", 2, 2), integers("strides", 2, 2));
    String coarse = conv(g, down, 6, 8);
    String below =
        g.node(
            "MaxPool", List.of(coarse), integers("kernel_shape", 2, 2), integers("strides", 2, 2));
    String up = transposed(g, conv(g, below, 8, 8), 8, 8, 2, integers("strides", 2, 2));
    String joined = g.node("Concat", List.of(up, coarse), integer("axis", 1));
    String half = conv(g, joined, 16, 6);
    String whole =
        resized(
            g, half, text("mode", "linear"), text("coordinate_transformation_mode", "half_pixel"));
    String last = g.node("Concat", List.of(whole, fine), integer("axis", 1));
    String scores =
        g.node("Conv", List.of(conv(g, last, 12, 6), g.weightOf(6, 4, 6, 1, 1), g.weight(4)));

    Network network = same(g.output(scores));

    assertThat(network.outputs()).isEqualTo(4 * 12 * 8);
    assertThat(network.nodes())
        .extracting(node -> node.layer().getClass().getSimpleName())
        .contains("ConvTranspose2d", "Resize");
  }

  @Test
  void groupsDilationUnevenPaddingAndExtraPlaces() {
    TestGraph g = new TestGraph(13, 0, 4, 5, 6);
    String y =
        transposed(
            g,
            "x",
            4,
            3,
            3,
            integers("strides", 2, 3),
            integers("pads", 1, 1, 1, 1),
            integers("output_padding", 1, 2),
            integer("group", 2));
    y =
        transposed(
            g,
            g.node("Relu", List.of(y)),
            6,
            4,
            3,
            integers("dilations", 2, 1),
            integers("pads", 0, 2, 1, 0));
    y = transposed(g, y, 4, 4, 3, integers("strides", 2, 2), text("auto_pad", "SAME_LOWER"));
    y = transposed(g, y, 4, 2, 1, integers("pads", 1, 1, 1, 1));
    same(g.output(g.node("Relu", List.of(y))));
  }

  @ParameterizedTest
  @CsvSource({
    "nearest, asymmetric, floor",
    "nearest, half_pixel, round_prefer_floor",
    "nearest, asymmetric, round_prefer_floor",
    "linear, half_pixel, floor",
    "linear, pytorch_half_pixel, floor",
    "linear, align_corners, floor"
  })
  void interpolation(String mode, String places, String rounding) {
    TestGraph g = new TestGraph(13, 0, 3, 5, 4);
    String y =
        resized(
            g,
            conv(g, "x", 3, 4),
            text("mode", mode),
            text("coordinate_transformation_mode", places),
            text("nearest_mode", rounding));
    same(g.output(conv(g, y, 4, 2)));
  }

  @Test
  void aLogisticFunctionOverPixelsClosesTheNetwork() {
    TestGraph g = new TestGraph(13, 0, 3, 5, 4);
    String y = g.node("Conv", List.of(conv(g, "x", 3, 4), g.weightOf(4, 1, 4, 1, 1), g.weight(1)));
    Network network = same(g.output(g.node("Sigmoid", List.of(y))));
    assertThat(network.isClosed()).isTrue();
    assertThat(network.opened().outputs()).isEqualTo(20);
  }

  @Test
  void sizesThatAreNoMultiples() {
    TestGraph g = new TestGraph(13, 0, 3, 5, 4);
    String sizes = g.ints(1, 3, 7, 9);
    String y =
        g.node(
            "Resize",
            List.of("x", "", "", sizes),
            text("mode", "linear"),
            text("coordinate_transformation_mode", "half_pixel"));
    Network network = Journey.of(g.output(conv(g, y, 3, 2))).network();
    assertThat(network.outputs()).isEqualTo(2 * 7 * 9);
  }

  @Test
  void whatHasNoLayerIsRefusedByName() {
    TestGraph g = new TestGraph(13, 0, 3, 5, 4);
    String y = resized(g, "x", text("mode", "cubic"));
    byte[] file = g.output(conv(g, y, 3, 2));
    assertThatThrownBy(() -> OnnxImport.read(file))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("mode 'cubic'")
        .hasMessageContaining("export with mode nearest")
        .message()
        .hasLineCount(1);
  }
}
