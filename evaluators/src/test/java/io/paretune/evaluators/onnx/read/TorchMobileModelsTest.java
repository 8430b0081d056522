package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.real;
import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks for small devices as PyTorch's exporters write torchvision's, timm's and others'. */
class TorchMobileModelsTest {

  private static long count(Network network, ActivationKind kind) {
    return network.nodes().stream()
        .filter(node -> node.layer().equals(new Layer.Activation(kind)))
        .count();
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 12})
  void mobileNetV1AndV2(int opset) {
    NetWriter w = NetWriter.images(opset, 16);
    String y = w.relu6(w.conv("x", 8, 3, 2, 1));
    y = w.conv(w.relu6(w.depthwise(y, 3, 1)), 6, 1, 1, 0);
    for (int stride : new int[] {2, 1}) {
      String z = w.relu6(w.conv(y, 18, 1, 1, 0));
      z = w.conv(w.relu6(w.depthwise(z, 3, stride)), 6, 1, 1, 0);
      y = stride == 1 ? w.add(y, z) : z;
    }
    y = w.mean(w.relu6(w.conv(y, 16, 1, 1, 0)));
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(count(network, ActivationKind.RELU6)).isEqualTo(7);
    assertThat(StructuredPruning.groups(network)).hasSize(6);
  }

  /** {@code x.mean(3).mean(2)}. */
  @Test
  void mobileNetWhoseMeanIsTakenInTwoSteps() {
    NetWriter w = NetWriter.images(11, 12);
    String y = w.relu6(w.conv("x", 8, 3, 2, 1));
    y = w.same("ReduceMean", List.of(y), integers("axes", 3), integer("keepdims", 0));
    y = w.same("ReduceMean", List.of(y), integers("axes", 2), integer("keepdims", 0));
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(StructuredPruning.groups(network)).hasSize(1);
  }

  private static String hardSwish(NetWriter w, String x, String form) {
    if (form.equals("operator")) {
      return w.same("HardSwish", List.of(x));
    }
    if (form.equals("gate")) {
      return w.mul(x, w.same("HardSigmoid", List.of(x), real("alpha", 1 / 6f), real("beta", 0.5)));
    }
    String gate = w.relu6(w.scaled("Add", x, 3));
    return w.scaled("Div", w.mul(x, gate), 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "gate", "written out"})
  void mobileNetV3(String form) {
    boolean plain = form.equals("written out");
    NetWriter w = NetWriter.images(plain ? 11 : 14, 16);
    String y = hardSwish(w, w.conv("x", 8, 3, 2, 1), form);
    String z = hardSwish(w, w.conv(y, 16, 1, 1, 0), form);
    z = hardSwish(w, w.depthwise(z, 5, 1), form);
    String s = w.relu(w.conv(w.globalPool(z), 8, 1, 1, 0));
    s = w.conv(s, 16, 1, 1, 0);
    s =
        plain
            ? w.scaled("Div", w.relu6(w.scaled("Add", s, 3)), 6)
            : w.same("HardSigmoid", List.of(s), real("alpha", 1 / 6f), real("beta", 0.5));
    y = w.add(y, w.conv(w.mul(s, z), 8, 1, 1, 0));
    y = w.flatten(w.globalPool(hardSwish(w, w.conv(y, 16, 1, 1, 0), form)), 1);
    y = hardSwish(w, w.linear(y, 16), form);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(count(network, ActivationKind.HARD_SWISH)).isEqualTo(5);
    assertThat(count(network, ActivationKind.HARD_SIGMOID)).isEqualTo(1);
    assertThat(network.nodes()).noneMatch(n -> n.layer() instanceof Elementwise.Affine);
    assertThat(StructuredPruning.groups(network)).hasSize(5);
  }

  /** Groups, channels dealt anew, and a mean that is joined to the branch. */
  @Test
  void shuffleNetV1() {
    NetWriter w = NetWriter.images(9, 16);
    String y = w.maxPool(w.unit("x", 8, 3, 2), 3, 2, 1, 1, 1, 1);
    String z = w.relu(w.grouped(y, 8, 1, 1, 2));
    z = w.depthwise(w.shuffle(z, 2, 4), 3, 2);
    z = w.grouped(z, 8, 1, 1, 2);
    y = w.relu(w.concat(w.averagePool(y, 3, 2, 1, 1, 1, 1), z));
    z = w.relu(w.grouped(y, 8, 1, 1, 2));
    z = w.grouped(w.depthwise(w.shuffle(z, 2, 2), 3, 1), 16, 1, 1, 2);
    y = w.flatten(w.globalPool(w.relu(w.add(y, z))), 1);
    Journey.of(w.output(w.linear(y, 4)));
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 17})
  void shuffleNetV2(int opset) {
    NetWriter w = NetWriter.images(opset, 16);
    String y = w.maxPool(w.unit("x", 8, 3, 2), 3, 2, 1, 1, 1, 1);
    String left = w.unit(w.depthwise(y, 3, 2), 8, 1, 1);
    String right = w.unit(w.depthwise(w.unit(y, 8, 1, 1), 3, 2), 8, 1, 1);
    y = traced(w, w.concat(left, right));
    List<String> halves = w.halves(y);
    right = w.unit(w.depthwise(w.unit(halves.get(1), 8, 1, 1), 3, 1), 8, 1, 1);
    y = traced(w, w.concat(halves.get(0), right));
    Network network = Journey.of(w.output(w.linear(w.mean(w.unit(y, 12, 1, 1)), 4))).network();
    assertThat(StructuredPruning.groups(network)).hasSizeGreaterThanOrEqualTo(5);
  }

  /** The shuffle with sizes that were traced, not known. */
  private static String traced(NetWriter w, String x) {
    TestGraph g = w.g;
    String shape = g.node("Shape", List.of(x));
    String[] sizes = new String[4];
    for (int a = 0; a < 4; a++) {
      String size = g.node("Gather", List.of(shape, g.index(a)), integer("axis", 0));
      sizes[a] = size;
    }
    String each = g.node("Div", List.of(sizes[1], g.index(2)));
    each =
        g.node("Cast", List.of(g.node("Cast", List.of(each), integer("to", 7))), integer("to", 7));
    String wanted =
        g.node(
            "Concat",
            List.of(
                list(w, sizes[0]), g.ints(2), list(w, each), list(w, sizes[2]), list(w, sizes[3])),
            integer("axis", 0));
    int c = w.channels(x);
    String y = w.with(c, "Reshape", List.of(x, wanted));
    y = w.same("Transpose", List.of(y), integers("perm", 0, 2, 1, 3, 4));
    String back =
        g.node(
            "Concat",
            List.of(list(w, sizes[0]), g.ints(-1), list(w, sizes[2]), list(w, sizes[3])),
            integer("axis", 0));
    return w.with(c, "Reshape", List.of(y, back));
  }

  private static String list(NetWriter w, String scalar) {
    boolean attribute = w.opset() < 13;
    return attribute
        ? w.g.node("Unsqueeze", List.of(scalar), integers("axes", 0))
        : w.g.node("Unsqueeze", List.of(scalar, w.g.ints(0)));
  }

  /** As PyTorch pads, and as the weights that came from TensorFlow want it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void efficientNet(boolean uneven) {
    NetWriter w = NetWriter.images(16, 15);
    long[] pads = uneven ? new long[] {0, 0, 1, 1} : new long[] {1, 1, 1, 1};
    String y = w.silu(w.conv("x", 8, 3, 3, 2, 1, true, pads));
    y = w.silu(w.depthwise(y, 3, 1));
    y = w.conv(w.squeezeAndExcite(y, 2, true), 6, 1, 1, 0);
    for (int stride : new int[] {2, 1}) {
      String z = w.silu(w.conv(y, 18, 1, 1, 0));
      z =
          stride == 2
              ? w.silu(w.conv(z, 18, 3, 3, 2, 18, true, pads))
              : w.silu(w.depthwise(z, 5, 1));
      z = w.conv(w.squeezeAndExcite(z, 4, true), 6, 1, 1, 0);
      y = stride == 1 ? w.add(z, y) : z;
    }
    y = w.flatten(w.globalPool(w.silu(w.conv(y, 16, 1, 1, 0))), 1);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(count(network, ActivationKind.SILU)).isEqualTo(10);
    assertThat(count(network, ActivationKind.SIGMOID)).isEqualTo(3);
    assertThat(StructuredPruning.groups(network)).hasSize(9);
  }

  @Test
  void regNetY() {
    NetWriter w = NetWriter.images(17, 16);
    String y = w.unit("x", 8, 3, 2);
    for (int stride : new int[] {2, 1}) {
      String z = w.relu(w.grouped(w.unit(y, 16, 1, 1), 16, 3, stride, 2));
      z = w.conv(w.squeezeAndExcite(z, 4, false), 16, 1, 1, 0);
      y = w.relu(w.add(stride == 1 ? y : w.conv(y, 16, 1, 2, 0), z));
    }
    y = w.flatten(w.globalPool(y), 1);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(network.blocks()).hasSize(4);
    assertThat(StructuredPruning.groups(network)).hasSizeGreaterThanOrEqualTo(3);
  }

  /** Batch normalisation as the exporter leaves it in training-friendly files. */
  @Test
  void mnasNetThatWasNotFolded() {
    NetWriter w = NetWriter.images(15, 16);
    String y = w.relu(w.norm(w.conv("x", 8, 3, 3, 2, 1, false, 1, 1, 1, 1)));
    y = w.relu(w.norm(w.depthwise(y, 3, 1)));
    y = w.norm(w.conv(y, 8, 1, 1, 0));
    String z = w.relu(w.norm(w.conv(y, 24, 1, 1, 0)));
    z = w.norm(w.conv(w.relu(w.norm(w.depthwise(z, 3, 1))), 8, 1, 1, 0));
    y = w.mean(w.relu(w.norm(w.conv(w.add(z, y), 16, 1, 1, 0))));
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(StructuredPruning.groups(network)).hasSize(4);
  }

  /** Normalisation after the activation, a residual around the depthwise convolution. */
  @ParameterizedTest
  @ValueSource(ints = {11, 18, 20})
  void convMixer(int opset) {
    NetWriter w = NetWriter.images(opset, 16);
    String y = w.norm(gelu(w, w.conv("x", 12, 4, 4, 0), opset));
    for (int i = 0; i < 2; i++) {
      y = w.add(w.norm(gelu(w, w.depthwise(y, 5, 1), opset)), y);
      y = w.norm(gelu(w, w.conv(y, 12, 1, 1, 0), opset));
    }
    y = w.flatten(w.globalPool(y), 1);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(count(network, ActivationKind.GELU)).isEqualTo(5);
    assertThat(StructuredPruning.groups(network)).hasSize(3);
  }

  private static String gelu(NetWriter w, String x, int opset) {
    if (opset >= 20) {
      return w.same("Gelu", List.of(x), text("approximate", "none"));
    }
    String erf = w.same("Erf", List.of(w.scaled("Div", x, Math.sqrt(2))));
    String gate = w.scaled("Add", erf, 1);
    return opset >= 18
        ? w.mul(x, w.scaled("Mul", gate, 0.5))
        : w.scaled("Mul", w.mul(x, gate), 0.5);
  }

  /** Splits into more parts than two, each with a convolution of its own. */
  @Test
  void res2Net() {
    NetWriter w = NetWriter.images(13, 10);
    String y = w.unit("x", 16, 3, 1);
    String z = w.unit(y, 16, 1, 1);
    List<String> parts = w.split(z, 4);
    String a = w.unit(parts.get(1), 4, 3, 1);
    String b = w.unit(w.add(a, parts.get(2)), 4, 3, 1);
    z = w.conv(w.concat(parts.get(0), a, b, parts.get(3)), 16, 1, 1, 0);
    y = w.flatten(w.globalPool(w.relu(w.add(z, y))), 1);
    Journey.of(w.output(w.linear(y, 4)));
  }
}
