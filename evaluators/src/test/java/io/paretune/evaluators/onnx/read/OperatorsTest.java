package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.real;
import static io.paretune.evaluators.onnx.read.TestGraph.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operator in its variants: the import's export answers as the original file does. */
class OperatorsTest {

  private static final Map<String, Supplier<byte[]>> CASES = new LinkedHashMap<>();

  static {
    windows();
    linear();
    activations();
    arithmetic();
  }

  static Stream<String> cases() {
    return CASES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void importedModelsAnswerAsTheirFiles(String name) {
    SameAnswers.check(Objects.requireNonNull(CASES.get(name)).get());
  }

  @Test
  void softplusAndMishAreTrainedAndWritten() {
    NetWriter w = NetWriter.images(18, 8);
    String y = w.same("Softplus", List.of(w.conv("x", 8, 3, 1, 1)));
    y = w.same("Mish", List.of(w.conv(y, 8, 3, 1, 1)));
    Journey.of(w.output(w.linear(w.flatten(w.globalPool(y), 1), 4)));
  }

  private static TestGraph images(int opset) {
    return new TestGraph(opset, 0, 4, 9, 7);
  }

  private static void conv(String name, long[] kernel, AttributeProto... attributes) {
    CASES.put(
        "Conv " + name,
        () -> {
          TestGraph g = images(13);
          return g.flat(
              g.node("Conv", List.of("x", g.weight(kernel), g.weight(kernel[0])), attributes));
        });
  }

  private static void pool(String name, int opset, String type, AttributeProto... attributes) {
    CASES.put(
        type + " " + name,
        () -> {
          TestGraph g = images(opset);
          return g.flat(g.node(type, List.of("x"), attributes));
        });
  }

  private static void windows() {
    conv("plain", new long[] {6, 4, 3, 3});
    conv(
        "strided",
        new long[] {6, 4, 3, 2},
        integers("strides", 2, 3),
        integers("pads", 1, 1, 1, 1));
    conv(
        "uneven", new long[] {6, 4, 3, 3}, integers("pads", 0, 1, 2, 0), integers("strides", 2, 2));
    conv("grouped", new long[] {6, 2, 3, 3}, integer("group", 2));
    conv("depthwise", new long[] {4, 1, 3, 3}, integer("group", 4), integers("pads", 1, 1, 1, 1));
    conv("multiplied", new long[] {8, 1, 3, 3}, integer("group", 4));
    conv(
        "dilated",
        new long[] {5, 4, 3, 3},
        integers("dilations", 2, 2),
        integers("pads", 2, 1, 2, 1));
    for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET")) {
      conv(auto, new long[] {5, 4, 4, 3}, text("auto_pad", auto), integers("strides", 2, 2));
      pool(
          auto,
          13,
          "MaxPool",
          text("auto_pad", auto),
          integers("kernel_shape", 3, 2),
          integers("strides", 2, 2));
    }
    pool(
        "uneven",
        11,
        "MaxPool",
        integers("kernel_shape", 3, 3),
        integers("pads", 0, 0, 1, 2),
        integers("strides", 2, 2));
    pool(
        "even",
        8,
        "MaxPool",
        integers("kernel_shape", 3, 3),
        integers("pads", 1, 1, 1, 1),
        integers("strides", 2, 2));
    pool(
        "rounded up",
        13,
        "MaxPool",
        integers("kernel_shape", 2, 2),
        integer("ceil_mode", 1),
        integers("strides", 2, 2));
    pool(
        "rounded up, three",
        13,
        "MaxPool",
        integers("kernel_shape", 3, 3),
        integer("ceil_mode", 1),
        integers("strides", 2, 2));
    pool("plain", 7, "AveragePool", integers("kernel_shape", 2, 2), integers("strides", 2, 2));
    pool(
        "uncounted",
        13,
        "AveragePool",
        integers("kernel_shape", 3, 3),
        integers("pads", 1, 1, 1, 1));
    pool(
        "counted",
        13,
        "AveragePool",
        integers("kernel_shape", 3, 3),
        integers("pads", 1, 1, 1, 1),
        integer("count_include_pad", 1));
    pool(
        "counted, uneven",
        13,
        "AveragePool",
        integers("kernel_shape", 3, 3),
        integers("pads", 0, 1, 2, 0),
        integer("count_include_pad", 1));
    pool(
        "rounded up to the same",
        11,
        "AveragePool",
        integers("kernel_shape", 3, 3),
        integers("strides", 2, 2),
        integer("ceil_mode", 1));
    pool("whole", 17, "AveragePool", integers("kernel_shape", 9, 7));
    pool("global", 9, "GlobalAveragePool");
    pool("global", 9, "GlobalMaxPool");
  }

  private static void linear() {
    CASES.put(
        "Gemm",
        () -> {
          TestGraph g = new TestGraph(7, 0, 12);
          return g.output(g.node("Gemm", List.of("x", g.weight(12, 5), g.weight(5))));
        });
    CASES.put(
        "Gemm scaled and transposed",
        () -> {
          TestGraph g = new TestGraph(13, 0, 12);
          return g.output(
              g.node(
                  "Gemm",
                  List.of("x", g.weight(5, 12), g.weight(1, 5)),
                  integer("transB", 1),
                  real("alpha", 0.5),
                  real("beta", 2)));
        });
    CASES.put(
        "Gemm with one offset",
        () -> {
          TestGraph g = new TestGraph(11, 0, 12);
          return g.output(g.node("Gemm", List.of("x", g.weight(12, 5), g.weight(1))));
        });
    CASES.put(
        "MatMul and Add",
        () -> {
          TestGraph g = new TestGraph(9, 3, 12);
          String y = g.node("MatMul", List.of("x", g.weight(12, 5)));
          return g.output(g.node("Add", List.of(g.weight(5), y)));
        });
    CASES.put(
        "three layers",
        () -> {
          TestGraph g = new TestGraph(21, 0, 12);
          String y = g.node("Gemm", List.of("x", g.weight(12, 8), g.weight(8)));
          y = g.node("Dropout", List.of(g.node("Relu", List.of(y))));
          y = g.node("MatMul", List.of(y, g.weight(8, 4)));
          return g.output(g.node("Softmax", List.of(y)));
        });
    for (int opset : new int[] {7, 9, 14, 15}) {
      CASES.put(
          "BatchNormalization " + opset,
          () -> {
            TestGraph g = images(opset);
            return g.flat(
                g.node(
                    "BatchNormalization",
                    List.of("x", g.weight(4), g.weight(4), g.weight(4), g.random(0.5, 4)),
                    real("epsilon", 1e-3)));
          });
    }
    CASES.put(
        "BatchNormalization of a vector",
        () -> {
          TestGraph g = new TestGraph(13, 0, 12);
          return g.output(
              g.node(
                  "BatchNormalization",
                  List.of("x", g.weight(12), g.weight(12), g.weight(12), g.random(0.5, 12))));
        });
    for (int opset : new int[] {7, 13}) {
      for (String type : List.of("Softmax", "LogSoftmax")) {
        CASES.put(
            type + " " + opset,
            () -> {
              TestGraph g = new TestGraph(opset, 0, 12);
              return g.output(g.node(type, List.of("x"), integer("axis", 1)));
            });
      }
    }
    CASES.put(
        "Softmax of channels",
        () -> {
          TestGraph g = images(13);
          String y = g.node("GlobalAveragePool", List.of("x"));
          return g.flat(g.node("Softmax", List.of(y), integer("axis", 1)));
        });
  }

  private static void unary(String name, int opset, String type, AttributeProto... attributes) {
    CASES.put(
        name,
        () -> {
          TestGraph g = images(opset);
          String scaled = g.node("Mul", List.of("x", g.scalar(6)));
          return g.flat(g.node(type, List.of(scaled), attributes));
        });
  }

  private static void activations() {
    for (String type : List.of("Relu", "Sigmoid", "Tanh", "HardSwish", "Selu", "Neg")) {
      unary(type, 14, type);
    }
    for (String type : List.of("Softplus", "Sign", "Abs", "Celu")) {
      unary(type, 13, type);
    }
    unary("Celu of another slope", 12, "Celu", real("alpha", 0.4));
    unary("Mish", 18, "Mish");
    CASES.put(
        "Mish written out",
        () -> {
          TestGraph g = images(13);
          String gate = g.node("Tanh", List.of(g.node("Softplus", List.of("x"))));
          return g.flat(g.node("Mul", List.of("x", gate)));
        });
    unary("Gelu", 20, "Gelu");
    unary("Relu of the newest operators", OnnxImport.LAST_OPSET, "Relu");
    unary("LeakyRelu", 7, "LeakyRelu", real("alpha", 0.2));
    unary("LeakyRelu default", 16, "LeakyRelu");
    unary("Elu", 7, "Elu");
    unary("Elu of another slope", 7, "Elu", real("alpha", 2));
    unary("HardSigmoid default", 7, "HardSigmoid");
    unary("HardSigmoid of six", 7, "HardSigmoid", real("alpha", 1 / 6.0));
    unary("Clip 6", 7, "Clip", real("min", 0), real("max", 6));
    unary("Clip low", 7, "Clip", real("min", -0.5));
    unary("Clip nothing", 7, "Clip");
    CASES.put(
        "Clip 11",
        () -> {
          TestGraph g = images(11);
          return g.flat(g.node("Clip", List.of("x", g.scalar(-0.5f), g.scalar(0.25f))));
        });
    CASES.put(
        "Clip 13 above",
        () -> {
          TestGraph g = images(13);
          return g.flat(g.node("Clip", List.of("x", "", g.scalar(0.25f))));
        });
    CASES.put(
        "Max and Min",
        () -> {
          TestGraph g = images(13);
          return g.flat(
              g.node(
                  "Min", List.of(g.node("Max", List.of("x", g.scalar(-0.25f))), g.scalar(0.5f))));
        });
    CASES.put(
        "PRelu of one slope",
        () -> {
          TestGraph g = images(9);
          return g.flat(g.node("PRelu", List.of("x", g.weight(1))));
        });
    CASES.put(
        "PRelu of channels",
        () -> {
          TestGraph g = images(9);
          return g.flat(g.node("PRelu", List.of("x", g.weight(4, 1, 1))));
        });
    CASES.put(
        "SiLU",
        () -> {
          TestGraph g = images(13);
          return g.flat(g.node("Mul", List.of("x", g.node("Sigmoid", List.of("x")))));
        });
    for (boolean late : new boolean[] {false, true}) {
      CASES.put(
          "hard swish written out, " + late,
          () -> {
            TestGraph g = images(11);
            String y = g.node("Mul", List.of("x", g.scalar(6)));
            String gate =
                g.node(
                    "Clip",
                    List.of(g.node("Add", List.of(y, g.scalar(3))), g.scalar(0), g.scalar(6)));
            return g.flat(
                late
                    ? g.node("Div", List.of(g.node("Mul", List.of(y, gate)), g.scalar(6)))
                    : g.node("Mul", List.of(y, g.node("Div", List.of(gate, g.scalar(6))))));
          });
    }
  }

  /** As PyTorch and as TensorFlow write it. */
  private static void gelu(boolean halfFirst) {
    CASES.put(
        "Gelu written out, " + halfFirst,
        () -> {
          TestGraph g = images(13);
          String erf =
              g.node(
                  "Erf",
                  List.of(
                      halfFirst
                          ? g.node("Mul", List.of("x", g.scalar((float) Math.sqrt(0.5))))
                          : g.node("Div", List.of("x", g.scalar((float) Math.sqrt(2))))));
          String gate = g.node("Add", List.of(erf, g.scalar(1)));
          return g.flat(
              halfFirst
                  ? g.node("Mul", List.of(gate, g.node("Mul", List.of("x", g.scalar(0.5f)))))
                  : g.node("Mul", List.of(g.node("Mul", List.of("x", gate)), g.scalar(0.5f))));
        });
  }

  private static void arithmetic() {
    gelu(false);
    gelu(true);
    for (String type : List.of("Add", "Sub", "Mul", "Div")) {
      CASES.put(
          type + " of a constant a channel",
          () -> {
            TestGraph g = images(13);
            return g.flat(g.node(type, List.of("x", g.random(0.5, 1, 4, 1, 1))));
          });
      CASES.put(
          type + " of a scalar",
          () -> {
            TestGraph g = images(7);
            return g.flat(g.node(type, List.of("x", g.scalar(1.5f))));
          });
    }
    CASES.put(
        "a constant less x",
        () -> {
          TestGraph g = images(13);
          return g.flat(g.node("Sub", List.of(g.weight(4, 1, 1), "x")));
        });
    CASES.put(
        "normalised input, convolution, offset",
        () -> {
          TestGraph g = images(13);
          String y =
              g.node(
                  "Div",
                  List.of(
                      g.node("Sub", List.of("x", g.weight(1, 4, 1, 1))),
                      g.random(0.5, 1, 4, 1, 1)));
          y = g.node("Conv", List.of(y, g.weight(6, 4, 3, 3)), integers("pads", 1, 1, 1, 1));
          return g.flat(g.node("Add", List.of(y, g.weight(6, 1, 1))));
        });
    CASES.put(
        "sums and differences",
        () -> {
          TestGraph g = images(13);
          String a = g.node("Conv", List.of("x", g.weight(4, 4, 1, 1)));
          String b = g.node("Sub", List.of(a, "x"));
          return g.flat(g.node("Sum", List.of(a, b, "x")));
        });
    CASES.put(
        "square",
        () -> {
          TestGraph g = images(13);
          return g.flat(g.node("Pow", List.of("x", g.scalar(2))));
        });
    CASES.put(
        "squeeze and excitation by vectors",
        () -> {
          TestGraph g = images(13);
          String y = g.node("Conv", List.of("x", g.weight(6, 4, 3, 3)));
          String s =
              g.node("Squeeze", List.of(g.node("GlobalAveragePool", List.of(y)), g.ints(2, 3)));
          s = g.node("Relu", List.of(g.node("Gemm", List.of(s, g.weight(6, 3), g.weight(3)))));
          s = g.node("Sigmoid", List.of(g.node("Gemm", List.of(s, g.weight(3, 6), g.weight(6)))));
          s = g.node("Unsqueeze", List.of(s, g.ints(2, 3)));
          return g.flat(g.node("Mul", List.of(y, s)));
        });
    CASES.put(
        "squeeze and excitation by convolutions",
        () -> {
          TestGraph g = images(11);
          String s =
              g.node("ReduceMean", List.of("x"), integers("axes", 2, 3), integer("keepdims", 1));
          s =
              g.node(
                  "Relu", List.of(g.node("Conv", List.of(s, g.weight(2, 4, 1, 1), g.weight(2)))));
          s =
              g.node(
                  "HardSigmoid",
                  List.of(g.node("Conv", List.of(s, g.weight(4, 2, 1, 1)))),
                  real("alpha", 1 / 6.0));
          return g.flat(g.node("Mul", List.of(s, "x")));
        });
    CASES.put(
        "a gate of places",
        () -> {
          TestGraph g = images(11);
          String s =
              g.node(
                  "Sigmoid",
                  List.of(
                      g.node(
                          "Conv",
                          List.of("x", g.weight(1, 4, 3, 3)),
                          integers("pads", 1, 1, 1, 1))));
          return g.flat(g.node("Mul", List.of("x", s)));
        });
  }
}
