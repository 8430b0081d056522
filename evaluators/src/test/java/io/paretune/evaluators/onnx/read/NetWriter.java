package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.real;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes classifiers node for node as exporters do, with few channels and random weights. Knows how
 * many channels each value has. Mutable.
 */
final class NetWriter {

  final TestGraph g;
  private final int opset;
  private final Map<String, Integer> channels = new HashMap<>();
  private String scope = "";

  private NetWriter(int opset, int channels, long... axes) {
    this.g = new TestGraph(opset, axes);
    this.opset = opset;
    this.channels.put("x", channels);
  }

  /** Square images of three channels in any number. */
  static NetWriter images(int opset, int size) {
    return new NetWriter(opset, 3, 0, 3, size, size);
  }

  /** An input of these axes, the channels on axis 1. */
  static NetWriter of(int opset, long... axes) {
    return new NetWriter(opset, (int) axes[1], axes);
  }

  /** The nodes that follow are in this module, as PyTorch names them: {@code /layer1/layer1.0}. */
  NetWriter in(String module) {
    scope = module;
    return this;
  }

  int opset() {
    return opset;
  }

  int channels(String value) {
    return Objects.requireNonNull(channels.get(value), value);
  }

  /** A node that keeps the channels of its first input. */
  String same(String type, List<String> inputs, AttributeProto... attributes) {
    return with(channels(inputs.get(0)), type, inputs, attributes);
  }

  /** A node that makes so many channels. */
  String with(int count, String type, List<String> inputs, AttributeProto... attributes) {
    String y = g.node(type, inputs, attributes);
    if (!scope.isEmpty()) {
      g.name(scope + "/" + type);
    }
    channels.put(y, count);
    return y;
  }

  /** A square convolution with a bias, as is left of a convolution and its normalisation. */
  String conv(String x, int outputs, int kernel, int stride, int padding) {
    return conv(x, outputs, kernel, kernel, stride, 1, true, padding, padding, padding, padding);
  }

  String grouped(String x, int outputs, int kernel, int stride, int groups) {
    int p = kernel / 2;
    return conv(x, outputs, kernel, kernel, stride, groups, true, p, p, p, p);
  }

  String depthwise(String x, int kernel, int stride) {
    return grouped(x, channels(x), kernel, stride, channels(x));
  }

  /** A convolution with the attributes that PyTorch writes, in that order. */
  String conv(
      String x,
      int outputs,
      int height,
      int width,
      int stride,
      int groups,
      boolean bias,
      long... pads) {
    int inputs = channels(x) / groups;
    List<String> all = new ArrayList<>(List.of(x));
    all.add(g.weightOf(inputs * height * width, outputs, inputs, height, width));
    if (bias) {
      all.add(g.weight(outputs));
    }
    return with(
        outputs,
        "Conv",
        all,
        integers("dilations", 1, 1),
        integer("group", groups),
        integers("kernel_shape", height, width),
        integers("pads", pads),
        integers("strides", stride, stride));
  }

  /** A normalisation that was not folded. */
  String norm(String x) {
    int c = channels(x);
    return same(
        "BatchNormalization",
        List.of(x, g.random(0.5, c), g.weight(c), g.weight(c), g.random(0.5, c)),
        real("epsilon", 1e-5),
        real("momentum", 0.9));
  }

  String relu(String x) {
    return same("Relu", List.of(x));
  }

  String sigmoid(String x) {
    return same("Sigmoid", List.of(x));
  }

  /** Convolution, normalisation and rectifier, as of a folding exporter. */
  String unit(String x, int outputs, int kernel, int stride) {
    return relu(conv(x, outputs, kernel, stride, kernel / 2));
  }

  /** A rectifier that ends at 6, as of this opset. */
  String relu6(String x) {
    return opset < 11
        ? same("Clip", List.of(x), real("max", 6), real("min", 0))
        : same("Clip", List.of(x, g.scalar(0), g.scalar(6)));
  }

  String silu(String x) {
    return mul(x, sigmoid(x));
  }

  String add(String a, String b) {
    return same("Add", List.of(a, b));
  }

  String mul(String a, String b) {
    return same("Mul", List.of(a, b));
  }

  String scaled(String type, String x, double constant) {
    return same(type, List.of(x, g.scalar((float) constant)));
  }

  String maxPool(String x, int kernel, int stride, long... pads) {
    return pool("MaxPool", x, kernel, stride, pads);
  }

  String averagePool(String x, int kernel, int stride, long... pads) {
    return pool("AveragePool", x, kernel, stride, pads);
  }

  String pool(String type, String x, int kernel, int stride, long... pads) {
    return same(
        type,
        List.of(x),
        integers("kernel_shape", kernel, kernel),
        integers("pads", pads.length == 0 ? new long[4] : pads),
        integers("strides", stride, stride));
  }

  String globalPool(String x) {
    return same("GlobalAveragePool", List.of(x));
  }

  /** The mean over rows and columns as {@code x.mean([2, 3])}. */
  String mean(String x) {
    return opset < 18
        ? same("ReduceMean", List.of(x), integers("axes", 2, 3), integer("keepdims", 0))
        : same("ReduceMean", List.of(x, g.ints(2, 3)), integer("keepdims", 0));
  }

  String concat(String... parts) {
    int sum = 0;
    for (String part : parts) {
      sum += channels(part);
    }
    return with(sum, "Concat", List.of(parts), integer("axis", 1));
  }

  /** {@code torch.flatten(x, 1)} of an image of so many places. */
  String flatten(String x, int places) {
    return with(channels(x) * places, "Flatten", List.of(x), integer("axis", 1));
  }

  /** {@code x.view(x.size(0), -1)} as exporters write what they trace. */
  String view(String x, int places) {
    String n =
        g.node("Gather", List.of(g.node("Shape", List.of(x)), g.index(0)), integer("axis", 0));
    String first =
        opset < 13
            ? g.node("Unsqueeze", List.of(n), integers("axes", 0))
            : g.node("Unsqueeze", List.of(n, g.ints(0)));
    String shape = g.node("Concat", List.of(first, g.ints(-1)), integer("axis", 0));
    return with(channels(x) * places, "Reshape", List.of(x, shape));
  }

  /** A reshape to a constant shape. */
  String reshape(String x, int count, long... shape) {
    return with(count, "Reshape", List.of(x, g.ints(shape)));
  }

  String linear(String x, int outputs) {
    int inputs = channels(x);
    return with(
        outputs,
        "Gemm",
        List.of(x, g.weightOf(inputs, outputs, inputs), g.weight(outputs)),
        real("alpha", 1),
        real("beta", 1),
        integer("transB", 1));
  }

  /** A dense layer as of Keras and scikit-learn. */
  String dense(String x, int outputs) {
    int inputs = channels(x);
    String y = with(outputs, "MatMul", List.of(x, g.weightOf(inputs, inputs, outputs)));
    return same("Add", List.of(y, g.weight(outputs)));
  }

  /** A gate of channels by two convolutions of 1 x 1. */
  String squeezeAndExcite(String x, int squeezed, boolean silu) {
    String s = conv(globalPool(x), squeezed, 1, 1, 0);
    return mul(x, sigmoid(conv(silu ? silu(s) : relu(s), channels(x), 1, 1, 0)));
  }

  /** The channels dealt to groups in turn, as ShuffleNets do. */
  String shuffle(String x, int groups, int size) {
    int c = channels(x);
    String y = reshape(x, c, -1, groups, c / groups, size, size);
    y = same("Transpose", List.of(y), integers("perm", 0, 2, 1, 3, 4));
    return reshape(y, c, -1, c, size, size);
  }

  /** Two halves of the channels. */
  List<String> halves(String x) {
    return split(x, 2);
  }

  /** The channels in so many like parts. */
  List<String> split(String x, int count) {
    long[] sizes = new long[count];
    Arrays.fill(sizes, channels(x) / count);
    List<String> parts =
        opset < 13
            ? g.node("Split", List.of(x), count, integer("axis", 1), integers("split", sizes))
            : g.node("Split", List.of(x, g.ints(sizes)), count, integer("axis", 1));
    parts.forEach(part -> channels.put(part, channels(x) / count));
    return parts;
  }

  /** Dropout that also gives its mask. */
  String dropout(String x) {
    String y =
        opset < 12
            ? g.node("Dropout", List.of(x), 2, real("ratio", 0.5)).get(0)
            : g.node("Dropout", List.of(x, g.scalar(0.5f)), 2).get(0);
    channels.put(y, channels(x));
    return y;
  }

  /** Zeros around an image: above, left, below, right. */
  String pad(String x, int top, int left, int bottom, int right) {
    return opset < 11
        ? same("Pad", List.of(x), integers("pads", 0, 0, top, left, 0, 0, bottom, right))
        : same("Pad", List.of(x, g.ints(0, 0, top, left, 0, 0, bottom, right), g.scalar(0)));
  }

  String localResponse(String x, int size, double alpha) {
    return same(
        "LRN",
        List.of(x),
        integer("size", size),
        real("alpha", alpha),
        real("beta", 0.75),
        real("bias", 1));
  }

  byte[] output(String x) {
    return g.output(x);
  }
}
