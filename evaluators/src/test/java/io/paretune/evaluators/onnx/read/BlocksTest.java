package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkJson;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BlocksTest {

  /** Two convolutions and a sum, then a convolution alone, then a linear layer. */
  private static TestGraph residual(List<String> names) {
    TestGraph g = new TestGraph(13, 0, 3, 8, 8);
    String stem = g.node("Relu", List.of(conv(g, "x", 3, names.get(0))));
    String a = g.node("Relu", List.of(conv(g, stem, 4, names.get(1))));
    String sum = g.node("Relu", List.of(g.node("Add", List.of(stem, conv(g, a, 4, names.get(2))))));
    String last = g.node("GlobalAveragePool", List.of(conv(g, sum, 4, names.get(3))));
    String flat = g.node("Flatten", List.of(last));
    g.node("Gemm", List.of(flat, g.weight(4, 2)));
    int linear = g.graph.getNodeCount() - 1;
    rename(g, linear, names.get(4));
    return g;
  }

  private static String conv(TestGraph g, String x, int channels, String name) {
    String y =
        g.node("Conv", List.of(x, g.weight(4, channels, 3, 3)), integers("pads", 1, 1, 1, 1));
    rename(g, g.graph.getNodeCount() - 1, name);
    return y;
  }

  private static void rename(TestGraph g, int index, String name) {
    NodeProto.Builder node = g.graph.getNodeBuilder(index);
    if (name.endsWith(".weight")) {
      String old = node.getInput(1);
      node.setInput(1, name);
      for (int i = 0; i < g.graph.getInitializerCount(); i++) {
        if (g.graph.getInitializer(i).getName().equals(old)) {
          g.graph.getInitializerBuilder(i).setName(name);
        }
      }
    } else {
      node.setName(name);
    }
  }

  private static Network network(List<String> names) {
    TestGraph g = residual(names);
    return OnnxImport.read(g.output(g.graph.getNode(g.graph.getNodeCount() - 1).getOutput(0)))
        .network();
  }

  private static List<String> blocks(Network network) {
    return network.nodes().stream().map(Node::block).toList();
  }

  @Test
  void scopesOfModulesMakeBlocks() {
    Network network =
        network(
            List.of(
                "/features/features.0/features.0.0/Conv",
                "/features/features.1/conv/conv.0/Conv",
                "/features/features.1/conv/conv.1/Conv",
                "/head/Conv",
                "/classifier/classifier.1/Gemm"));
    assertThat(blocks(network))
        .containsExactly(
            "features.0.0",
            "features.0.0",
            "features.1",
            "features.1",
            "features.1",
            "features.1",
            "features.1",
            "head",
            "head",
            "classifier.1",
            "classifier.1");
  }

  @Test
  void namesOfWeightsMakeBlocks() {
    Network network =
        network(
            List.of(
                "conv1.weight",
                "layer1.0.conv1.weight",
                "layer1.0.conv2.weight",
                "layer2.conv.weight",
                "fc.weight"));
    assertThat(network.blocks()).containsExactly("conv1", "layer1.0", "layer2.conv", "fc");
  }

  @Test
  void withoutNamesBranchesMakeBlocks() {
    Network network = network(List.of("first", "a", "b", "c", "d"));
    assertThat(network.blocks()).containsExactly("first", "a", "c", "d");
    assertThat(blocks(network).subList(2, 7)).containsOnly("a");
  }

  @Property(tries = 200, seed = "20273")
  void whatWasExportedComesBack(@ForAll long seed) {
    Network network = RandomNetworks.network(seed);
    Weights weights = RandomNetworks.weights(network, seed);
    ImportedModel model = OnnxImport.read(OnnxExport.encode(network, weights));
    float[] example = RandomNetworks.examples(network, 1, seed)[0];
    float[] expected = new ReferenceForward(network, weights).logits(example);
    float[] actual = new ReferenceForward(model.network(), model.weights()).logits(example);
    for (int c = 0; c < expected.length; c++) {
      assertThat((double) actual[c])
          .isCloseTo(expected[c], within(1e-5 * Math.max(1, Math.abs(expected[c]))));
    }
    assertThat(model.network().parameters()).isLessThanOrEqualTo(network.parameters());
    assertThat(NetworkJson.read(NetworkJson.write(model.network()))).isEqualTo(model.network());
  }

  @Test
  void writtenOutActivationsAndOffsetsBecomeOneLayerEach() {
    TestGraph g = new TestGraph(11, 0, 3, 8, 8);
    String y = g.node("Conv", List.of("x", g.weight(4, 3, 3, 3)));
    y = g.node("Add", List.of(y, g.weight(4, 1, 1)));
    String gate =
        g.node("Clip", List.of(g.node("Add", List.of(y, g.scalar(3))), g.scalar(0), g.scalar(6)));
    y = g.node("Div", List.of(g.node("Mul", List.of(y, gate)), g.scalar(6)));
    y = g.node("Mul", List.of(y, g.node("Sigmoid", List.of(y))));
    ImportedModel model = OnnxImport.read(g.flat(y));
    assertThat(model.network().nodes().stream().map(Node::layer))
        .hasSize(4)
        .contains(
            new Layer.Activation(ActivationKind.HARD_SWISH),
            new Layer.Activation(ActivationKind.SILU));
    assertThat(model.notes()).hasSize(3);
  }

  @Test
  void outputNamesComeFromTheMetadata() {
    TestGraph g = new TestGraph(13, 0, 3);
    g.output(g.node("Relu", List.of("x")));
    byte[] model =
        g.model().toBuilder()
            .addMetadataProps(
                StringStringEntryProto.newBuilder()
                    .setKey("names")
                    .setValue("{0: 'cat', 1: 'dog', 2: 'a \"bird\"'}"))
            .build()
            .toByteArray();
    assertThat(OnnxImport.read(model).signature().outputNames())
        .containsExactly("cat", "dog", "a \"bird\"");
  }
}
