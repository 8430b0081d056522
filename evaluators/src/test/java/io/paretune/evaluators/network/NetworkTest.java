package io.paretune.evaluators.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {

  static Network small() {
    NetworkBuilder net = Network.from(Shape.image(1, 8, 8));
    net.block("stem").conv(8, 3).batchNorm().relu();
    String shortcut = net.at();
    net.block("stage1.block0").conv(8, 3).batchNorm().relu().conv(8, 3).batchNorm();
    net.add(shortcut).relu();
    net.block("head").globalAveragePool().flatten().linear(10);
    return net.build();
  }

  @Test
  void aRoleNamesItsNodesUntilTheNextBlock() {
    NetworkBuilder net = Network.from(Shape.image(1, 8, 8)).block("b");
    net.role("expand").conv(8, 1).batchNorm().role("project").conv(4, 1);
    net.block("head").globalAveragePool().flatten();
    assertThat(net.build().nodes().stream().map(Node::name))
        .containsExactly(
            "b.expand.conv", "b.expand.norm", "b.project.conv", "head.pool1", "head.flatten1");
    NetworkBuilder twice = Network.from(Shape.image(1, 8, 8)).block("b").role("expand").conv(8, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> twice.conv(8, 1))
        .withMessage(
            "a role must have one node of a kind, got 'b.expand.conv' twice; begin another role");
  }

  @Test
  void infersEveryShape() {
    Network network = small();
    assertThat(network.shapeOf("stem.conv1")).isEqualTo(Shape.image(8, 8, 8));
    assertThat(network.shapeOf("head.pool1")).isEqualTo(Shape.image(8, 1, 1));
    assertThat(network.shapeOf("head.flatten1")).isEqualTo(Shape.vector(8));
    assertThat(network.outputs()).isEqualTo(10);
    assertThat(network.blocks()).containsExactly("stem", "stage1.block0", "head");
  }

  @Test
  void countsParametersAndMultiplyAddsAsByHand() {
    Network network = small();
    int convs = 8 * 9 + 2 * 8 * 8 * 9;
    int norms = 3 * 2 * 8;
    assertThat(network.parameters()).isEqualTo(convs + norms + 8 * 10 + 10);
    assertThat(network.multiplyAdds()).isEqualTo(convs * 64L + 80);
    assertThat(network.multiplyAdds(network.node("stem.conv1"))).isEqualTo(8 * 9 * 64L);
  }

  @Test
  void listsTensorsInCanonicalOrder() {
    assertThat(small().tensors().stream().map(TensorSpec::name).limit(6))
        .containsExactly(
            "stem.conv1.weight",
            "stem.norm1.gamma",
            "stem.norm1.beta",
            "stem.norm1.runningMean",
            "stem.norm1.runningVariance",
            "stage1.block0.conv1.weight");
  }

  @Test
  void stridedDilatedGroupedConvolutionHasTheTextbookShape() {
    Window window = new Window(3, 5, 2, 1, 1, 2, 1, 2);
    Layer.Conv2d conv = new Layer.Conv2d(4, 8, window, 2, true);
    List<Shape> in = List.of(Shape.image(4, 9, 11));
    // Rows: (9 + 2 - 2 - 1) / 2 + 1; columns: 11 + 4 - 2 * 4 - 1 + 1.
    assertThat(conv.infer(in)).isEqualTo(Shape.image(8, 5, 7));
    assertThat(conv.multiplyAdds(in)).isEqualTo(8L * 5 * 7 * 2 * 15);
    assertThat(conv.tensors().get(TensorSpec.Role.WEIGHT)).containsExactly(8, 2, 3, 5);
  }

  @Test
  void refusesNodesOutOfOrder() {
    Node late = new Node("b", new Layer.Identity(), List.of("a"), "x");
    Node early = new Node("a", new Layer.Flatten(), List.of("input"), "x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(Shape.image(1, 2, 2), List.of(late, early)))
        .withMessageContaining("'b' reading 'a'");
  }

  @Test
  void refusesUnreadNodesAndDuplicateNames() {
    Node a = new Node("a", new Layer.Flatten(), List.of("input"), "x");
    Node b = new Node("b", new Layer.Flatten(), List.of("input"), "x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(Shape.image(1, 2, 2), List.of(a, b)))
        .withMessageContaining("unread 'a'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(Shape.image(1, 2, 2), List.of(a, a)))
        .withMessageContaining("'a' twice");
  }

  @Test
  void namesTheNodeWhoseInputDoesNotFit() {
    Node conv =
        new Node("c", new Layer.Conv2d(3, 8, Window.same(3), 1, false), List.of("input"), "x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(Shape.image(1, 8, 8), List.of(conv)))
        .withMessageContaining("inputs=3")
        .withMessageContaining("node 'c'");
  }

  @Test
  void refusesAnOutputThatIsNoVector() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.from(Shape.image(1, 8, 8)).conv(8, 3).build())
        .withMessageContaining("vector of answers");
  }

  @Test
  void refusesActivationsThatOverflow() {
    assertThatIllegalArgumentException().isThrownBy(() -> Shape.image(70_000, 70_000, 1));
  }

  @Test
  void jsonGivesTheSameNetworkBack() {
    Network network = small();
    Network read = NetworkJson.read(NetworkJson.write(network));
    assertThat(read).isEqualTo(network);
    assertThat(read.contentHash()).isEqualTo(network.contentHash()).hasSize(64);
  }

  @Test
  void jsonHasAGoldenForm() {
    Network network = Network.from(Shape.image(1, 2, 2)).block("head").flatten().linear(3).build();
    assertThat(NetworkJson.write(network))
        .isEqualTo(
            "{\"input\":{\"type\":\"image\",\"channels\":1,\"height\":2,\"width\":2},\"nodes\":["
                + "{\"name\":\"head.flatten1\",\"layer\":{\"type\":\"flatten\"},\"inputs\":[\"input\"],\"block\":\"head\"},"
                + "{\"name\":\"head.linear1\",\"layer\":{\"type\":\"linear\",\"inputs\":4,\"outputs\":3,\"bias\":true},"
                + "\"inputs\":[\"head.flatten1\"],\"block\":\"head\"}]}");
  }

  @Test
  void jsonIsReadStrictly() {
    String json = NetworkJson.write(small());
    for (String broken :
        List.of(
            json.replace("\"bias\":true", "\"bias\":true,\"extra\":1"),
            json.replace("\"bias\":true", "\"bias\":\"true\""),
            json.replace("\"outputs\":10,", ""),
            json.replace("\"outputs\":10,", "\"outputs\":10.5,"),
            json.replace("\"outputs\":10,", "\"outputs\":null,"),
            json.replace("\"type\":\"flatten\"", "\"type\":\"flattened\""),
            json + "{}",
            json.substring(0, 100),
            "{\"input\":{\"type\":\"vector\",\"features\":2},\"nodes\":[null]}",
            "null",
            "[]")) {
      assertThatIllegalArgumentException().as(broken).isThrownBy(() -> NetworkJson.read(broken));
    }
  }
}
