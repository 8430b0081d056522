package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.real;
import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Models put together at random from what exporters write, in several opsets. */
class RandomGraphsTest {

  private static final int[] OPSETS = {9, 11, 13, 17, 21};

  private final Random random = new Random();
  private TestGraph g = new TestGraph(OPSETS[0]);
  private int opset;
  private int channels;
  private int height;
  private int width;

  @Property(tries = 120, seed = "20274")
  void importedModelsAnswerAsTheirFiles(@ForAll long seed) {
    ImportedModel model = SameAnswers.check(model(seed));
    assertThat(model.network().blocks()).isNotEmpty();
    // Every import can be pruned: no layer is left without channels.
    assertThat(
            StructuredPruning.prune(model.network(), model.weights(), 0.6, 2)
                .network()
                .parameters())
        .isLessThanOrEqualTo(model.network().parameters());
  }

  /** A model that this seed makes. */
  byte[] model(long seed) {
    random.setSeed(seed);
    opset = OPSETS[random.nextInt(OPSETS.length)];
    channels = 2 + random.nextInt(3);
    height = 8 + random.nextInt(3);
    width = 8 + random.nextInt(3);
    g = new TestGraph(opset, random.nextInt(3), channels, height, width);
    String x = conv("x", 4);
    int steps = 2 + random.nextInt(5);
    for (int i = 0; i < steps; i++) {
      x = step(x);
    }
    return head(x);
  }

  private String step(String x) {
    return switch (random.nextInt(10)) {
      case 0 -> conv(x, 2 * (1 + random.nextInt(4)));
      case 1 ->
          g.node(
              "BatchNormalization",
              List.of(
                  x,
                  g.random(0.5, channels),
                  g.weight(channels),
                  g.weight(channels),
                  g.random(0.5, channels)));
      case 2 -> activation(x);
      case 3 -> pool(x);
      case 4 -> g.node("Add", List.of(activation(x), same(x)));
      case 5 ->
          g.node(random.nextBoolean() ? "Add" : "Mul", List.of(g.random(0.5, channels, 1, 1), x));
      case 6 -> gate(x);
      case 7 -> shuffle(x);
      case 8 -> dense(x);
      default -> frame(x);
    };
  }

  private String same(String x) {
    return g.node("Conv", List.of(x, g.weight(channels, channels, 1, 1)));
  }

  private String conv(String x, int outputs) {
    int kernel = 1 + random.nextInt(3);
    int stride = height > 5 && width > 5 ? 1 + random.nextInt(2) : 1;
    int groups = channels % 2 == 0 && outputs % 2 == 0 ? 1 + random.nextInt(2) : 1;
    String weight = g.weight(outputs, channels / groups, kernel, kernel);
    String auto = random.nextBoolean() ? "SAME_UPPER" : "SAME_LOWER";
    String y =
        g.node(
            "Conv",
            List.of(x, weight, g.weight(outputs)),
            text("auto_pad", auto),
            integers("strides", stride, stride),
            integer("group", groups));
    channels = outputs;
    height = (height + stride - 1) / stride;
    width = (width + stride - 1) / stride;
    return y;
  }

  private String activation(String x) {
    return switch (random.nextInt(6)) {
      case 0 -> g.node("LeakyRelu", List.of(x), real("alpha", 0.1));
      case 1 ->
          opset < 11
              ? g.node("Clip", List.of(x), real("min", 0), real("max", 6))
              : g.node("Clip", List.of(x, g.scalar(0), g.scalar(6)));
      case 2 -> g.node("Mul", List.of(g.node("Sigmoid", List.of(x)), x));
      case 3 -> g.node("PRelu", List.of(x, g.weight(channels, 1, 1)));
      case 4 -> g.node("Tanh", List.of(x));
      default -> g.node("Relu", List.of(x));
    };
  }

  private String pool(String x) {
    if (height < 4 || width < 4) {
      return x;
    }
    boolean max = random.nextBoolean();
    int below = random.nextInt(2);
    String y =
        g.node(
            max ? "MaxPool" : "AveragePool",
            List.of(x),
            max
                ? List.of(
                        integers("kernel_shape", 2, 2),
                        integers("strides", 2, 2),
                        integers("pads", 0, 0, below, below))
                    .toArray(AttributeProto[]::new)
                : List.of(
                        integers("kernel_shape", 2, 2),
                        integers("strides", 2, 2),
                        integers("pads", 0, 0, below, below),
                        integer("count_include_pad", 1))
                    .toArray(AttributeProto[]::new));
    height = (height + below - 2) / 2 + 1;
    width = (width + below - 2) / 2 + 1;
    return y;
  }

  private String gate(String x) {
    String s = g.node("GlobalAveragePool", List.of(x));
    s = g.node("Flatten", List.of(s));
    s = g.node("Relu", List.of(g.node("Gemm", List.of(s, g.weight(channels, 4), g.weight(4)))));
    s = g.node("Sigmoid", List.of(g.node("MatMul", List.of(s, g.weight(4, channels)))));
    s = g.node("Reshape", List.of(s, g.ints(0, channels, 1, 1)));
    return g.node("Mul", List.of(x, s));
  }

  private String shuffle(String x) {
    if (channels % 2 == 1) {
      return x;
    }
    List<String> parts = g.node("Split", halves(x), 2, integer("axis", 1));
    String y =
        g.node(
            "Concat",
            List.of(g.node("Relu", List.of(parts.get(1))), parts.get(0)),
            integer("axis", 1));
    y = g.node("Reshape", List.of(y, g.ints(0, 2, channels / 2, height, width)));
    y = g.node("Transpose", List.of(y), integers("perm", 0, 2, 1, 3, 4));
    return g.node("Reshape", List.of(y, g.ints(0, channels, height, width)));
  }

  private List<String> halves(String x) {
    return opset < 13 ? List.of(x) : List.of(x, g.ints(channels / 2, channels / 2));
  }

  private String dense(String x) {
    if (channels > 16) {
      return x;
    }
    String y = g.node("Concat", List.of(x, same(x), x), integer("axis", 1));
    channels *= 3;
    return y;
  }

  /** Half the rows and columns with a channel of zeros, then an uneven frame. */
  private String frame(String x) {
    if (opset < 11) {
      return x;
    }
    String y =
        g.node("Slice", List.of(x, g.ints(0, 1), g.ints(1000, 1000), g.ints(2, 3), g.ints(2, 2)));
    height = (height + 1) / 2;
    width = width / 2;
    y = g.node("Pad", List.of(y, g.ints(0, 1, 0, 1, 0, 1, 2, 1)));
    channels += 2;
    height += 2;
    width += 2;
    return g.node("Add", List.of(y, same(y)));
  }

  private byte[] head(String x) {
    int features = channels;
    String y;
    switch (random.nextInt(3)) {
      case 0 -> y = g.node("Flatten", List.of(g.node("GlobalAveragePool", List.of(x))));
      case 1 -> {
        y = g.node("Reshape", List.of(x, g.ints(0, -1)));
        features = channels * height * width;
      }
      default -> {
        y =
            g.node(
                "Flatten", List.of(g.node("Transpose", List.of(x), integers("perm", 0, 2, 3, 1))));
        features = channels * height * width;
      }
    }
    y = g.node("Gemm", List.of(y, g.weight(3, features), g.weight(3)), integer("transB", 1));
    return g.output(random.nextBoolean() ? y : g.node("Softmax", List.of(y), integer("axis", 1)));
  }
}
