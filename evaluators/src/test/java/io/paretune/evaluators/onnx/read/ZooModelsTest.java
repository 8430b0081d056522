package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.real;
import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ONNX model zoo's old files, as Caffe2, MXNet and CNTK wrote them: a fixed batch of one,
 * tensors among the inputs, reshapes to constants, a closing softmax.
 */
class ZooModelsTest {

  private static NetWriter caffe(int opset, int size) {
    return NetWriter.of(opset, 1, 3, size, size);
  }

  /** Old files list all their tensors among the inputs. */
  private static ImportedModel finished(NetWriter w, String y) {
    w.g
        .graph
        .getInitializerList()
        .forEach(
            tensor ->
                w.g.graph.addInput(
                    TestGraph.value(
                        tensor.getName(),
                        tensor.getDimsList().stream().mapToLong(Long::longValue).toArray())));
    for (int i = 0; i < w.g.graph.getInputCount(); i++) {
      for (int t = 0; t < w.g.graph.getInitializerCount(); t++) {
        if (w.g.graph.getInitializer(t).getName().equals(w.g.graph.getInput(i).getName())) {
          w.g
              .graph
              .getInputBuilder(i)
              .getTypeBuilder()
              .getTensorTypeBuilder()
              .setElemType(w.g.graph.getInitializer(t).getDataType());
        }
      }
    }
    return Journey.of(w.output(y));
  }

  /** Caffe's fully connected layers, with dropout that also gives its mask. */
  private static String head(NetWriter w, String x, int features) {
    String y = w.reshape(x, features, 1, features);
    y = w.relu(w.linear(y, 16));
    y = w.dropout(y);
    return w.same("Softmax", List.of(w.linear(y, 5)));
  }

  /** Normalised before the pool, and after it as in CaffeNet; two groups as on two GPUs. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void alexNetWithLocalResponseNormalisation(boolean poolFirst) {
    NetWriter w = caffe(9, 39);
    String y = w.relu(w.conv("x", 8, 11, 4, 0));
    y =
        poolFirst
            ? w.localResponse(w.maxPool(y, 3, 2), 5, 0.3)
            : w.maxPool(w.localResponse(y, 5, 0.3), 3, 2);
    y = w.localResponse(w.relu(w.grouped(y, 12, 5, 1, 2)), 3, 0.3);
    y = w.relu(w.conv(y, 12, 3, 1, 1));
    y = w.relu(w.grouped(y, 8, 3, 1, 2));
    Network network = finished(w, head(w, w.maxPool(y, 3, 1), 8)).network();
    assertThat(network.nodes())
        .filteredOn(n -> n.layer() instanceof Layer.LocalResponseNorm)
        .hasSize(2);
    // what is normalised over neighbours, or read in groups, stays
    assertThat(StructuredPruning.groups(network))
        .extracting(ChannelGroup::channels)
        .containsExactly(16);
  }

  /** Pools whose rounding up was written as uneven padding. */
  @ParameterizedTest
  @ValueSource(ints = {7, 12})
  void googLeNetWithLocalResponseNormalisation(int opset) {
    NetWriter w = caffe(opset, 32);
    String y = w.unit("x", 8, 7, 2);
    y = w.localResponse(w.maxPool(y, 3, 2, 0, 0, 1, 1), 5, 0.2);
    y = w.localResponse(w.unit(w.unit(y, 8, 1, 1), 12, 3, 1), 5, 0.2);
    y = w.maxPool(y, 3, 2, 0, 0, 1, 1);
    String a = w.unit(y, 4, 1, 1);
    String b = w.unit(w.unit(y, 4, 1, 1), 6, 3, 1);
    String c = w.unit(w.unit(y, 2, 1, 1), 4, 5, 1);
    String d = w.unit(w.maxPool(y, 3, 1, 1, 1, 1, 1), 4, 1, 1);
    y = w.dropout(w.averagePool(w.concat(a, b, c, d), 4, 1));
    y = w.reshape(y, 18, 1, 18);
    Network network = finished(w, w.same("Softmax", List.of(w.linear(y, 5)))).network();
    assertThat(StructuredPruning.groups(network)).hasSize(7);
    assertThat(network.nodes()).filteredOn(n -> n.layer() instanceof Movement.Pad).hasSize(2);
  }

  /** The softmax is over an image of one place. */
  @ParameterizedTest
  @ValueSource(ints = {9, 13})
  void squeezeNet(int opset) {
    NetWriter w = caffe(opset, 28);
    String y = w.maxPool(w.relu(w.conv("x", 8, 7, 2, 0)), 3, 2, 0, 0, 1, 1);
    String s = w.unit(y, 4, 1, 1);
    y = w.dropout(w.concat(w.unit(s, 6, 1, 1), w.unit(s, 6, 3, 1)));
    y = w.globalPool(w.relu(w.conv(y, 5, 1, 1, 0)));
    if (opset < 13) {
      y = w.same("Softmax", List.of(y));
    } else {
      // as a converter of versions writes it
      String shape = w.g.node("Shape", List.of(y));
      String flat = w.same("Flatten", List.of(y), integer("axis", 1));
      y =
          w.with(
              5, "Reshape", List.of(w.same("Softmax", List.of(flat), integer("axis", -1)), shape));
    }
    Network network = finished(w, y).network();
    assertThat(network.output().layer()).isEqualTo(new Layer.Softmax(false));
    assertThat(network.outputs()).isEqualTo(5);
  }

  /** Caffe's scale layers are separate from its normalisation; the classes are a convolution's. */
  @Test
  void denseNet() {
    NetWriter w = caffe(9, 16);
    String y = w.unit("x", 8, 3, 2);
    for (int i = 0; i < 2; i++) {
      String z = w.unit(w.relu(scale(w, w.norm(y))), 8, 1, 1);
      y = w.concat(y, w.conv(z, 4, 3, 1, 1));
    }
    y = w.globalPool(w.relu(scale(w, w.norm(y))));
    ImportedModel model = finished(w, w.conv(y, 5, 1, 1, 0));
    assertThat(model.network().outputs()).isEqualTo(5);
    assertThat(StructuredPruning.groups(model.network())).hasSizeGreaterThanOrEqualTo(3);
  }

  private static String scale(NetWriter w, String x) {
    String gamma =
        w.g.node("Unsqueeze", List.of(w.g.random(0.5, w.channels(x))), integers("axes", 1, 2));
    String beta = w.g.node("Unsqueeze", List.of(w.g.weight(w.channels(x))), integers("axes", 1, 2));
    return w.same("Add", List.of(w.same("Mul", List.of(x, gamma)), beta));
  }

  @Test
  void shuffleNet() {
    NetWriter w = caffe(9, 16);
    String y = w.maxPool(w.relu(w.norm(w.conv("x", 8, 3, 2, 1))), 3, 2, 0, 0, 1, 1);
    String z = w.relu(w.norm(w.grouped(y, 8, 1, 1, 4)));
    z = w.reshape(z, 8, 1, 4, 2, 4, 4);
    z = w.same("Transpose", List.of(z), integers("perm", 0, 2, 1, 3, 4));
    z = w.reshape(z, 8, 1, 8, 4, 4);
    z = w.norm(w.grouped(w.norm(w.depthwise(z, 3, 2)), 8, 1, 1, 4));
    y = w.relu(w.concat(w.averagePool(y, 3, 2, 1, 1, 1, 1), z));
    z = w.norm(w.grouped(y, 16, 1, 1, 4));
    y = w.averagePool(w.relu(w.same("Sum", List.of(z, y))), 2, 1);
    y = w.reshape(y, 16, 1, 16);
    finished(w, w.same("Softmax", List.of(w.linear(y, 5))));
  }

  /**
   * The input is normalised first; MXNet said that its normalisation is not spatial, and meant it.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void preActivationResNetOfMxnet(boolean spatial) {
    NetWriter w = NetWriter.of(7, 0, 3, 12, 12);
    String y = mxnetNorm(w, "x", 1);
    y = w.conv(y, 8, 3, 3, 1, 1, false, 1, 1, 1, 1);
    String z = w.relu(mxnetNorm(w, y, 1));
    String shortcut = w.conv(z, 12, 1, 1, 2, 1, false, 0, 0, 0, 0);
    z = w.conv(z, 12, 3, 3, 2, 1, false, 1, 1, 1, 1);
    z = w.conv(w.relu(mxnetNorm(w, z, 1)), 12, 3, 3, 1, 1, false, 1, 1, 1, 1);
    y = w.relu(mxnetNorm(w, w.add(z, shortcut), 1));
    y = w.same("Flatten", List.of(w.globalPool(y)));
    byte[] right = w.output(w.linear(y, 4));
    if (spatial) {
      assertThat(StructuredPruning.groups(Journey.of(right).network())).hasSize(3);
      return;
    }
    Network expected = OnnxImport.read(right).network();
    for (int i = 0; i < w.g.graph.getNodeCount(); i++) {
      if (w.g.graph.getNode(i).getOpType().equals("BatchNormalization")) {
        w.g.graph.getNodeBuilder(i).setAttribute(2, integer("spatial", 0));
      }
    }
    assertThat(OnnxImport.read(w.g.model().toByteArray()).network()).isEqualTo(expected);
  }

  private static String mxnetNorm(NetWriter w, String x, int spatial) {
    int c = w.channels(x);
    TestGraph g = w.g;
    return w.same(
        "BatchNormalization",
        List.of(x, g.random(0.5, c), g.weight(c), g.weight(c), g.random(0.5, c)),
        real("epsilon", 2e-5),
        real("momentum", 0.9),
        integer("spatial", spatial));
  }

  @Test
  void mobileNetOfMxnet() {
    NetWriter w = NetWriter.of(7, 0, 3, 14, 14);
    String y = w.relu6(w.norm(w.conv("x", 8, 3, 3, 2, 1, false, 1, 1, 1, 1)));
    String z = w.relu6(w.norm(w.conv(y, 16, 1, 1, 1, 1, false, 0, 0, 0, 0)));
    z = w.relu6(w.norm(w.depthwise(z, 3, 1)));
    y = w.add(w.norm(w.conv(z, 8, 1, 1, 1, 1, false, 0, 0, 0, 0)), y);
    y = w.conv(w.globalPool(y), 5, 1, 1, 1, 1, false, 0, 0, 0, 0);
    Network network = Journey.of(w.output(w.reshape(y, 5, 0, -1))).network();
    assertThat(StructuredPruning.groups(network)).hasSize(2);
  }

  /** CNTK scales its input in the graph, adds biases on their own and reshapes its weights. */
  @Test
  void convolutionalNetworkOfCntk() {
    NetWriter w = NetWriter.of(8, 1, 1, 16, 16);
    String y = w.scaled("Div", w.scaled("Sub", "x", 0.4), 2);
    for (int width : new int[] {6, 8}) {
      y =
          w.with(
              width,
              "Conv",
              List.of(y, w.g.weightOf(9 * w.channels(y), width, w.channels(y), 3, 3)),
              text("auto_pad", "SAME_UPPER"),
              integers("dilations", 1, 1),
              integers("kernel_shape", 3, 3),
              integers("strides", 1, 1));
      y = w.dropout(w.relu(w.same("Add", List.of(y, w.g.weight(width, 1, 1)))));
      y =
          w.same(
              "MaxPool",
              List.of(y),
              text("auto_pad", "NOTSET"),
              integers("kernel_shape", 2, 2),
              integers("pads", 0, 0, 0, 0),
              integers("strides", 2, 2));
    }
    y = w.reshape(y, 128, 1, 128);
    String matrix = w.g.node("Reshape", List.of(w.g.weightOf(128, 8, 4, 4, 16), w.g.ints(128, 16)));
    y = w.with(16, "MatMul", List.of(y, matrix));
    y = w.relu(w.same("Add", List.of(y, w.g.weight(1, 16))));
    y = w.dense(y, 5);
    Network network = finished(w, y).network();
    assertThat(network.nodes()).filteredOn(n -> n.layer() instanceof Elementwise.Affine).hasSize(2);
    assertThat(StructuredPruning.groups(network)).hasSize(3);
  }
}
