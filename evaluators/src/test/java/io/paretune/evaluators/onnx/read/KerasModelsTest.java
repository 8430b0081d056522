package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tf2onnx makes of Keras's models, and skl2onnx of scikit-learn's perceptrons. */
class KerasModelsTest {

  /** Images come channels last and are transposed first. */
  private static NetWriter images(int opset, int size) {
    return NetWriter.of(opset, 0, size, size, 3);
  }

  private static String first(NetWriter w, String x) {
    return w.with(3, "Transpose", List.of(x), integers("perm", 0, 3, 1, 2));
  }

  private static String softmax(NetWriter w, String x) {
    return w.same("Softmax", List.of(x), integer("axis", -1));
  }

  /** Its zero padding is a node, its last mean squeezed. */
  @ParameterizedTest
  @ValueSource(ints = {9, 11, 15})
  void mobileNet(int opset) {
    NetWriter w = images(opset, 16);
    String y = w.in("mobilenet/conv1_pad").pad(first(w, "x"), 0, 0, 1, 1);
    y = w.relu6(w.in("mobilenet/conv1").conv(y, 8, 3, 2, 0));
    y = w.relu6(w.in("mobilenet/conv_dw_1").depthwise(y, 3, 1));
    y = w.relu6(w.in("mobilenet/conv_pw_1").conv(y, 12, 1, 1, 0));
    y = w.in("mobilenet/conv_pad_2").pad(y, 0, 0, 1, 1);
    y = w.relu6(w.in("mobilenet/conv_dw_2").conv(y, 12, 3, 3, 2, 12, true, 0, 0, 0, 0));
    y = w.relu6(w.in("mobilenet/conv_pw_2").conv(y, 16, 1, 1, 0));
    y = w.in("mobilenet/pool").globalPool(y);
    y =
        opset < 13
            ? w.same("Squeeze", List.of(y), integers("axes", 2, 3))
            : w.same("Squeeze", List.of(y, w.g.ints(2, 3)));
    y = softmax(w, w.in("mobilenet/dense").dense(y, 5));
    ImportedModel model = Journey.of(w.output(y));
    assertThat(model.signature().channelsLast()).isTrue();
    assertThat(model.network().input()).isEqualTo(Shape.image(3, 16, 16));
    assertThat(model.network().blocks()).hasSize(6).contains("mobilenet.conv_pw_2");
    assertThat(StructuredPruning.groups(model.network())).hasSize(3);
  }

  /** Names of blocks are in the layers' names. */
  @Test
  void resNetWhoseBlocksAreNamed() {
    NetWriter w = images(13, 12);
    String y = w.relu(w.in("resnet50/conv1_conv").conv(first(w, "x"), 8, 3, 1, 1));
    String z = w.relu(w.in("resnet50/conv2_block1_1_conv").conv(y, 4, 1, 1, 0));
    z = w.relu(w.in("resnet50/conv2_block1_2_conv").conv(z, 4, 3, 1, 1));
    z = w.in("resnet50/conv2_block1_3_conv").conv(z, 16, 1, 1, 0);
    y = w.relu(w.add(w.in("resnet50/conv2_block1_0_conv").conv(y, 16, 1, 1, 0), z));
    y = w.in("resnet50/avg_pool").mean(y);
    y = softmax(w, w.in("resnet50/predictions").dense(y, 5));
    Network network = Journey.of(w.output(y)).network();
    assertThat(network.blocks())
        .containsExactly("resnet50.conv1_conv", "conv2_block1", "resnet50.predictions");
  }

  /** The flattened image has its channels last, and so have the weights that read it. */
  @Test
  void smallConvolutionalNetwork() {
    NetWriter w = images(13, 10);
    String y = w.maxPool(w.relu(w.conv(first(w, "x"), 6, 3, 1, 0)), 2, 2);
    y = w.maxPool(w.relu(w.conv(y, 8, 3, 1, 1)), 2, 2);
    y = w.same("Transpose", List.of(y), integers("perm", 0, 2, 3, 1));
    y = w.reshape(y, 32, -1, 32);
    y = softmax(w, w.dense(w.relu(w.dense(y, 16)), 5));
    Network network = Journey.of(w.output(y)).network();
    assertThat(StructuredPruning.groups(network)).hasSize(3);
  }

  /** Preprocessing in the graph; the gate comes by way of vectors and channels last. */
  @Test
  void efficientNet() {
    NetWriter w = images(13, 16);
    String y = w.scaled("Mul", "x", 1 / 2.0);
    y = w.same("Sub", List.of(y, w.g.weight(1, 1, 1, 3)));
    y = w.same("Div", List.of(y, w.g.random(0.5, 1, 1, 1, 3)));
    y = w.pad(first(w, y), 0, 0, 1, 1);
    y = w.silu(w.conv(y, 8, 3, 2, 0));
    for (String block : List.of("block1a", "block2a")) {
      y = w.silu(w.in("efficientnetb0/" + block + "_dwconv").depthwise(y, 3, 1));
      String s = w.globalPool(y);
      s = w.same("Squeeze", List.of(s, w.g.ints(2, 3)));
      s = w.reshape(s, 8, -1, 1, 1, 8);
      s = w.same("Transpose", List.of(s), integers("perm", 0, 3, 1, 2));
      s = w.silu(w.in("efficientnetb0/" + block + "_se_reduce").conv(s, 2, 1, 1, 0));
      s = w.sigmoid(w.in("efficientnetb0/" + block + "_se_expand").conv(s, 8, 1, 1, 0));
      y = w.mul(y, s);
      y = w.in("efficientnetb0/" + block + "_project_conv").conv(y, 8, 1, 1, 0);
    }
    y = w.silu(w.in("efficientnetb0/top_conv").conv(y, 16, 1, 1, 0));
    y = w.same("Squeeze", List.of(w.globalPool(y), w.g.ints(2, 3)));
    Network network = Journey.of(w.output(softmax(w, w.dense(y, 5)))).network();
    assertThat(StructuredPruning.groups(network)).hasSizeGreaterThanOrEqualTo(5);
  }

  /** A last convolution instead of a dense layer, reshaped by what the graph computes. */
  @Test
  void olderMobileNetThatEndsInAConvolution() {
    NetWriter w = images(11, 12);
    String y = w.relu6(w.conv(first(w, "x"), 8, 3, 3, 2, 1, true, 0, 0, 1, 1));
    y = w.globalPool(y);
    y = w.same("Transpose", List.of(y), integers("perm", 0, 2, 3, 1));
    y = w.reshape(y, 8, -1, 1, 1, 8);
    y = w.same("Transpose", List.of(y), integers("perm", 0, 3, 1, 2));
    y = w.conv(y, 5, 1, 1, 0);
    y = w.same("Transpose", List.of(y), integers("perm", 0, 2, 3, 1));
    TestGraph g = w.g;
    String shape = g.node("Cast", List.of(g.node("Shape", List.of("x"))), integer("to", 6));
    String batch = g.node("Slice", List.of(shape, g.ints(0), g.ints(1), g.ints(0)));
    String five = g.node("Cast", List.of(g.ints(5)), integer("to", 6));
    String to = g.node("Concat", List.of(batch, five), integer("axis", 0));
    to = g.node("Cast", List.of(to), integer("to", 7));
    y = w.with(5, "Reshape", List.of(y, to));
    Journey.of(w.output(softmax(w, y)));
  }

  /** Same padding that is uneven, for convolutions and pools. */
  @Test
  void samePaddingByName() {
    NetWriter w = images(9, 15);
    String y =
        w.with(
            6,
            "Conv",
            List.of(first(w, "x"), w.g.weightOf(48, 6, 3, 4, 4), w.g.weight(6)),
            text("auto_pad", "SAME_UPPER"),
            integers("kernel_shape", 4, 4),
            integers("strides", 2, 2));
    y =
        w.same(
            "MaxPool",
            List.of(w.relu(y)),
            text("auto_pad", "SAME_UPPER"),
            integers("kernel_shape", 3, 3),
            integers("strides", 2, 2));
    Journey.of(w.output(w.dense(w.flatten(y, 16), 5)));
  }

  @Test
  void multilayerPerceptron() {
    NetWriter w = NetWriter.of(15, 0, 12);
    String y = w.relu(w.in("sequential/dense").dense("x", 16));
    y = w.relu(w.in("sequential/dense_1").dense(w.norm(y), 8));
    y = softmax(w, w.in("sequential/dense_2").dense(y, 3));
    Network network = Journey.of(w.output(y)).network();
    assertThat(network.blocks())
        .containsExactly("sequential.dense", "sequential.dense_1", "sequential.dense_2");
    assertThat(StructuredPruning.groups(network)).hasSize(2);
  }

  /** A label beside the probabilities, and these as a dictionary: both are made of the vector. */
  @ParameterizedTest
  @ValueSource(strings = {"vector", "dictionary"})
  void perceptronOfScikitLearn(String probabilities) {
    NetWriter w = NetWriter.of(12, 0, 6);
    String y = w.same("Cast", List.of("x"), integer("to", 1));
    y = w.relu(w.dense(y, 10));
    y = w.same("Softmax", List.of(w.dense(y, 3)));
    String scores = w.same("Identity", List.of(y));
    label(w, scores);
    if (probabilities.equals("dictionary")) {
      String map = w.g.node("ZipMap", List.of(scores), labels());
      w.g.graph.getNodeBuilder(w.g.graph.getNodeCount() - 1).setDomain("ai.onnx.ml");
      w.g.graph.addOutput(
          ValueInfoProto.newBuilder()
              .setName(map)
              .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder())));
    } else {
      w.output(scores);
    }
    ImportedModel model = OnnxImport.read(w.g.model().toByteArray());
    assertThat(model.signature().output()).isEqualTo(scores);
    assertThat(model.notes()).noneMatch(note -> note.contains("left out"));
    // the vector itself, for comparison
    w.g.graph.clearOutput();
    Network network = Journey.of(w.output(scores)).network();
    assertThat(network).isEqualTo(model.network());
    assertThat(StructuredPruning.groups(network)).hasSize(1);
  }

  private static AttributeProto labels() {
    return integers("classlabels_int64s", 0, 1, 2);
  }

  private static void label(NetWriter w, String scores) {
    String best = w.g.node("ArgMax", List.of(scores), integer("axis", 1));
    String label = w.g.node("Reshape", List.of(best, w.g.ints(-1)));
    w.g.graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName(label)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(TypeProto.Tensor.newBuilder().setElemType(7))));
  }

  /** Two classes have one score, which is joined to its complement; the features are scaled. */
  @Test
  void pipelineOfTwoClassesOfScikitLearn() {
    NetWriter w = NetWriter.of(12, 0, 6);
    AttributeProto.Builder offset =
        AttributeProto.newBuilder().setName("offset").setType(AttributeProto.AttributeType.FLOATS);
    AttributeProto.Builder scale =
        AttributeProto.newBuilder().setName("scale").setType(AttributeProto.AttributeType.FLOATS);
    for (int i = 0; i < 6; i++) {
      offset.addFloats(0.1f * i);
      scale.addFloats(1 + 0.2f * i);
    }
    String y = w.same("Scaler", List.of("x"), offset.build(), scale.build());
    w.g.graph.getNodeBuilder(0).setDomain("ai.onnx.ml");
    y = w.sigmoid(w.dense(w.same("Tanh", List.of(w.dense(y, 10))), 1));
    String other = w.same("Sub", List.of(y, y));
    w.g.graph.getNodeBuilder(w.g.graph.getNodeCount() - 1).setInput(0, w.g.scalar(1));
    ImportedModel model = Journey.of(w.output(w.concat(other, y)));
    assertThat(model.network().outputs()).isEqualTo(2);
    assertThat(model.network().nodes()).anyMatch(n -> n.layer() instanceof Layer.Concat);
  }
}
