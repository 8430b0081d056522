package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The classical convolutional networks as PyTorch's exporters write them. */
class TorchVisionModelsTest {

  @ParameterizedTest
  @ValueSource(ints = {9, 13, 18})
  void alexNet(int opset) {
    NetWriter w = NetWriter.images(opset, 31);
    String y = w.in("/features/features.0").relu(w.conv("x", 8, 11, 4, 2));
    y = w.maxPool(y, 3, 2);
    y = w.relu(w.in("/features/features.3").conv(y, 12, 5, 1, 2));
    y = w.relu(w.in("/features/features.6").conv(y, 8, 3, 1, 1));
    // AdaptiveAvgPool2d of what has the size already
    y = w.in("/avgpool").averagePool(y, 1, 1);
    y = w.flatten(y, 9);
    y = w.relu(w.in("/classifier/classifier.1").linear(y, 16));
    y = w.in("/classifier/classifier.6").linear(y, 5);
    Network network = Journey.of(w.output(y)).network();
    assertThat(network.blocks())
        .containsExactly("features.0", "features.3", "features.6", "classifier.1", "classifier.6");
    assertThat(StructuredPruning.groups(network)).hasSize(4);
    assertThat(network.nodes()).filteredOn(n -> n.layer() instanceof Layer.Pool).hasSize(1);
  }

  /** {@code LocalResponseNorm} has no operator in PyTorch: it is a pool along the channels. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void alexNetWithLocalResponseNormalisationWrittenOut(boolean padded) {
    NetWriter w = NetWriter.images(13, 15);
    String x = w.relu(w.conv("x", 8, 5, 2, 0));
    String y = w.reshape(w.mul(x, x), 8, 0, 1, 8, 6, -1);
    if (padded) {
      y = w.same("Pad", List.of(y, w.g.ints(0, 0, 2, 0, 0, 0, 0, 2, 0, 0), w.g.scalar(0)));
    }
    y =
        w.same(
            "AveragePool",
            List.of(y),
            integer("count_include_pad", 1),
            integers("kernel_shape", 5, 1, 1),
            padded ? integers("pads", 0, 0, 0, 0, 0, 0) : integers("pads", 2, 0, 0, 2, 0, 0),
            integers("strides", 1, 1, 1));
    y = w.reshape(w.same("Squeeze", List.of(y, w.g.ints(1))), 8, 0, 8, 6, 6);
    y = w.scaled("Pow", w.scaled("Add", w.scaled("Mul", y, 0.4), 1), 0.75);
    y = w.relu(w.conv(w.same("Div", List.of(x, y)), 8, 3, 1, 1));
    Network network = Journey.of(w.output(w.linear(w.mean(y), 4))).network();
    assertThat(network.nodes())
        .filteredOn(node -> node.layer() instanceof Layer.LocalResponseNorm)
        .hasSize(1);
    assertThat(network.nodes()).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void vgg(boolean normalised) {
    NetWriter w = NetWriter.images(11, 16);
    String y = "x";
    for (int width : new int[] {8, 12}) {
      for (int i = 0; i < 2; i++) {
        y = w.conv(y, width, 3, 1, 1);
        y = w.relu(normalised ? w.norm(y) : y);
      }
      y = w.maxPool(y, 2, 2);
    }
    y = w.view(y, 16);
    y = w.same("Dropout", List.of(w.relu(w.linear(y, 16))));
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(StructuredPruning.groups(network)).hasSize(5);
  }

  /** Branches, pools that round up. */
  @Test
  void googLeNet() {
    NetWriter w = NetWriter.images(11, 30);
    String y = w.unit("x", 8, 7, 2);
    y = ceiling(w, y, 3);
    y = w.unit(w.unit(y, 8, 1, 1), 12, 3, 1);
    for (int i = 0; i < 2; i++) {
      String a = w.unit(y, 4, 1, 1);
      String b = w.unit(w.unit(y, 4, 1, 1), 6, 3, 1);
      String c = w.unit(w.unit(y, 2, 1, 1), 4, 3, 1);
      String d = w.unit(ceilingOfOne(w, y), 4, 1, 1);
      y = w.concat(a, b, c, d);
      y = i == 0 ? ceiling(w, y, 3) : y;
    }
    y = w.flatten(w.globalPool(y), 1);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(network.blocks()).hasSize(6);
    assertThat(StructuredPruning.groups(network)).hasSizeGreaterThanOrEqualTo(13);
  }

  private static String ceiling(NetWriter w, String x, int kernel) {
    return w.same(
        "MaxPool",
        List.of(x),
        integer("ceil_mode", 1),
        integers("kernel_shape", kernel, kernel),
        integers("pads", 0, 0, 0, 0),
        integers("strides", 2, 2));
  }

  private static String ceilingOfOne(NetWriter w, String x) {
    return w.same(
        "MaxPool",
        List.of(x),
        integer("ceil_mode", 1),
        integers("kernel_shape", 3, 3),
        integers("pads", 1, 1, 1, 1),
        integers("strides", 1, 1));
  }

  /** Factorised convolutions, means that count the padding, and a reordered input. */
  @ParameterizedTest
  @ValueSource(ints = {9, 17})
  void inceptionV3(int opset) {
    NetWriter w = NetWriter.images(opset, 19);
    // transform_input: one channel after the other gets another scale and offset
    String[] planes = new String[3];
    for (int c = 0; c < 3; c++) {
      String plane = w.with(1, "Gather", List.of("x", w.g.index(c)), integer("axis", 1));
      plane =
          opset < 13
              ? w.with(1, "Unsqueeze", List.of(plane), integers("axes", 1))
              : w.with(1, "Unsqueeze", List.of(plane, w.g.ints(1)));
      planes[c] = w.scaled("Add", w.scaled("Mul", plane, 0.4 + c), 0.1 * c);
    }
    String y = w.relu(w.conv(w.concat(planes), 8, 3, 2, 0));
    y = w.unit(y, 8, 3, 1);
    String a = w.unit(y, 4, 1, 1);
    String b = w.unit(y, 4, 1, 1);
    b = w.relu(w.conv(b, 4, 1, 7, 1, 1, true, 0, 3, 0, 3));
    b = w.relu(w.conv(b, 6, 7, 1, 1, 1, true, 3, 0, 3, 0));
    String c = w.unit(counted(w, y), 4, 1, 1);
    y = w.concat(a, b, c);
    String d = w.relu(w.conv(y, 6, 3, 2, 0));
    y = w.concat(d, w.maxPool(y, 3, 2));
    String e = w.unit(y, 4, 1, 1);
    e =
        w.concat(
            w.relu(w.conv(e, 4, 1, 3, 1, 1, true, 0, 1, 0, 1)),
            w.relu(w.conv(e, 4, 3, 1, 1, 1, true, 1, 0, 1, 0)));
    y = w.concat(e, w.unit(y, 4, 1, 1));
    y = w.flatten(w.globalPool(y), 1);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(network.blocks()).hasSize(6);
  }

  private static String counted(NetWriter w, String x) {
    return w.same(
        "AveragePool",
        List.of(x),
        integer("count_include_pad", 1),
        integers("kernel_shape", 3, 3),
        integers("pads", 1, 1, 1, 1),
        integers("strides", 1, 1));
  }

  /** The classes are the channels of the last convolution: they stay. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void squeezeNet(boolean newer) {
    NetWriter w = NetWriter.images(12, newer ? 26 : 28);
    String y = w.relu(w.conv("x", 8, newer ? 3 : 7, 2, 0));
    y = ceiling(w, y, 3);
    for (int i = 0; i < 2; i++) {
      String s = w.unit(y, 4, 1, 1);
      y = w.concat(w.unit(s, 6, 1, 1), w.unit(s, 6, 3, 1));
    }
    y = w.relu(w.conv(y, 5, 1, 1, 0));
    Network network = Journey.of(w.output(w.flatten(w.globalPool(y), 1))).network();
    assertThat(network.outputs()).isEqualTo(5);
    assertThat(StructuredPruning.groups(network)).hasSize(7);
  }

  private static String bottleneck(NetWriter w, String x, int width, int stride, int groups) {
    int wide = 4 * width;
    String y = w.unit(x, width, 1, 1);
    y = w.relu(w.grouped(y, width, 3, stride, groups));
    y = w.conv(y, wide, 1, 1, 0);
    boolean same = stride == 1 && w.channels(x) == wide;
    return w.relu(w.add(y, same ? x : w.conv(x, wide, 1, stride, 0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resNetAndResNext(int groups) {
    NetWriter w = NetWriter.images(9, 16);
    String y = w.maxPool(w.unit("x", 8, 7, 2), 3, 2, 1, 1, 1, 1);
    y = bottleneck(w, y, 4, 1, groups);
    y = bottleneck(w, y, 4, 1, groups);
    y = bottleneck(w, y, 8, 2, groups);
    y = w.view(w.globalPool(y), 1);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(network.blocks()).hasSize(5);
    // the streams can be pruned in both; the insides only where they are dense
    assertThat(StructuredPruning.groups(network)).hasSize(groups == 1 ? 9 : 3);
  }

  /** Newer exporter: names of modules in the metadata, folded weights, shapes by attribute. */
  @Test
  void resNetByTheNewerExporter() {
    NetWriter w = NetWriter.images(18, 12);
    String stem = scoped(w, "['', 'conv1', 'conv2d']", w.conv("x", 8, 3, 1, 1));
    stem = w.relu(stem);
    String y =
        scoped(
            w,
            "['', 'layer1', 'layer1.0', 'layer1.0.conv1', 'conv2d_1']",
            w.conv(stem, 8, 3, 1, 1));
    y = w.relu(y);
    y =
        scoped(
            w, "['', 'layer1', 'layer1.0', 'layer1.0.conv2', 'conv2d_2']", w.conv(y, 8, 3, 1, 1));
    y = w.relu(w.add(y, stem));
    y = w.same("ReduceMean", List.of(y, w.g.ints(-1, -2)), integer("keepdims", 1));
    String batch = w.g.node("Shape", List.of("x"), integer("start", 0), integer("end", 1));
    String shape = w.g.node("Concat", List.of(batch, w.g.ints(8)), integer("axis", 0));
    y = w.with(8, "Reshape", List.of(y, shape), integer("allowzero", 1));
    y = scoped(w, "['', 'fc', 'linear']", w.linear(y, 4));
    Network network = Journey.of(w.output(y)).network();
    assertThat(network.blocks()).containsExactly("conv1", "layer1.0", "fc");
  }

  private static String scoped(NetWriter w, String scopes, String made) {
    w.g
        .graph
        .getNodeBuilder(w.g.graph.getNodeCount() - 1)
        .addMetadataPropsBuilder()
        .setKey("pkg.torch.onnx.name_scopes")
        .setValue(scopes);
    return made;
  }

  /** Normalisation and rectifier before each convolution. */
  @Test
  void wideResNet() {
    NetWriter w = NetWriter.images(13, 12);
    String y = w.conv("x", 8, 3, 1, 1);
    for (int stride : new int[] {1, 2}) {
      int width = 12 * stride;
      String before = w.relu(w.norm(y));
      String z = w.unit(before, width, 3, stride);
      z = w.conv(z, width, 3, 1, 1);
      y = w.add(z, w.conv(before, width, 1, stride, 0));
    }
    y = w.averagePool(w.relu(w.norm(y)), 6, 1);
    y = w.reshape(y, 24, -1, 24);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(network.blocks()).hasSize(4);
    assertThat(StructuredPruning.groups(network)).hasSize(5);
  }

  @Test
  void denseNet() {
    NetWriter w = NetWriter.images(14, 16);
    String y = w.maxPool(w.unit("x", 8, 7, 2), 3, 2, 1, 1, 1, 1);
    for (int block = 0; block < 2; block++) {
      for (int i = 0; i < 2; i++) {
        String z = w.unit(w.relu(w.norm(y)), 8, 1, 1);
        y = w.concat(y, w.conv(z, 4, 3, 3, 1, 1, false, 1, 1, 1, 1));
      }
      if (block == 0) {
        y = w.averagePool(w.conv(w.relu(w.norm(y)), 8, 1, 1, 0), 2, 2);
      }
    }
    y = w.flatten(w.globalPool(w.relu(w.norm(y))), 1);
    Network network = Journey.of(w.output(w.linear(y, 4))).network();
    assertThat(StructuredPruning.groups(network)).hasSizeGreaterThanOrEqualTo(10);
  }

  /** Halved weights, and casts where floats come in and go out. */
  @Test
  void aModelThatWasConvertedToHalves() {
    NetWriter w = NetWriter.images(13, 8);
    String y = w.same("Cast", List.of("x"), integer("to", 10));
    y = w.unit(y, 8, 3, 2);
    y = w.linear(w.flatten(w.globalPool(y), 1), 4);
    y = w.same("Cast", List.of(y), integer("to", 1));
    w.g.halve();
    byte[] file = w.output(y);
    ImportedModel model = OnnxImport.read(file);
    float[][] example = RandomNetworks.examples(model.network(), 1, 4);
    float[] answer = new ReferenceForward(model.network(), model.weights()).logits(example[0]);
    try (BatchModel original = BatchModel.onnx(file, 1)) {
      assertThat(answer).containsExactly(original.logits(example)[0], within(5e-3f));
    }
    assertThat(model.network().nodes()).hasSize(5);
  }
}
