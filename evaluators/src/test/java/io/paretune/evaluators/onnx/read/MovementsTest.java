package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.real;
import static io.paretune.evaluators.onnx.read.TestGraph.tensorAttribute;
import static io.paretune.evaluators.onnx.read.TestGraph.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operators that move, store and reduce values: the import's export answers as the original file
 * does.
 */
class MovementsTest {

  private static final Map<String, Supplier<byte[]>> CASES = new LinkedHashMap<>();

  static {
    reductions();
    movements();
    storage();
  }

  static Stream<String> cases() {
    return CASES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void importedModelsAnswerAsTheirFiles(String name) {
    SameAnswers.check(Objects.requireNonNull(CASES.get(name)).get());
  }

  private static TestGraph images(int opset) {
    return new TestGraph(opset, 0, 4, 9, 7);
  }

  private static void reductions() {
    for (int keep : new int[] {0, 1}) {
      for (String type : List.of("ReduceMean", "ReduceMax")) {
        CASES.put(
            type + " 13 keeping " + keep,
            () -> {
              TestGraph g = images(13);
              return g.flat(
                  g.node(type, List.of("x"), integers("axes", -1, -2), integer("keepdims", keep)));
            });
        CASES.put(
            type + " 18 keeping " + keep,
            () -> {
              TestGraph g = images(18);
              return g.flat(g.node(type, List.of("x", g.ints(2, 3)), integer("keepdims", keep)));
            });
      }
    }
  }

  private static void movements() {
    CASES.put(
        "Reshape by the shape's arithmetic",
        () -> {
          TestGraph g = images(13);
          String n = g.node("Gather", List.of(g.node("Shape", List.of("x")), g.index(0)));
          String to =
              g.node(
                  "Concat",
                  List.of(g.node("Unsqueeze", List.of(n, g.ints(0))), g.ints(-1)),
                  integer("axis", 0));
          String y = g.node("Reshape", List.of(g.node("Relu", List.of("x")), to));
          return g.output(g.node("Gemm", List.of(y, g.weight(252, 3), g.weight(3))));
        });
    CASES.put(
        "Reshape copying and guessing",
        () -> {
          TestGraph g = images(9);
          String y = g.node("Reshape", List.of(g.node("Relu", List.of("x")), g.ints(0, -1)));
          return g.output(g.node("MatMul", List.of(y, g.weight(252, 3))));
        });
    CASES.put(
        "Reshape of a fixed batch",
        () -> {
          TestGraph g = new TestGraph(8, 1, 4, 3, 3);
          String y = g.node("Reshape", List.of(g.node("Relu", List.of("x")), g.ints(1, 36)));
          return g.output(
              g.node(
                  "MatMul",
                  List.of(y, g.node("Reshape", List.of(g.weight(4, 9, 3), g.ints(36, 3))))));
        });
    CASES.put(
        "vectors as images",
        () -> {
          TestGraph g = new TestGraph(13, 0, 36);
          String y = g.node("Reshape", List.of("x", g.ints(-1, 4, 3, 3)));
          return g.flat(g.node("Conv", List.of(y, g.weight(2, 4, 2, 2))));
        });
    CASES.put(
        "images without a channel axis",
        () -> {
          TestGraph g = new TestGraph(11, 0, 6, 6);
          String y = g.node("Unsqueeze", List.of("x"), integers("axes", 1));
          return g.flat(g.node("Conv", List.of(y, g.weight(2, 1, 3, 3))));
        });
    CASES.put(
        "shuffled channels",
        () -> {
          TestGraph g = images(13);
          String y = g.node("Reshape", List.of("x", g.ints(0, 2, 2, 9, 7)));
          y = g.node("Transpose", List.of(y), integers("perm", 0, 2, 1, 3, 4));
          y = g.node("Reshape", List.of(y, g.ints(0, -1, 9, 7)));
          return g.flat(g.node("Conv", List.of(y, g.weight(4, 2, 3, 3)), integer("group", 2)));
        });
    CASES.put(
        "channels last inside",
        () -> {
          TestGraph g = images(13);
          String y = g.node("Transpose", List.of("x"), integers("perm", 0, 2, 3, 1));
          y = g.node("Mul", List.of(g.node("Relu", List.of(y)), g.weight(4)));
          y = g.node("Add", List.of(y, g.node("Tanh", List.of(y))));
          String mean =
              g.node("ReduceMean", List.of(y), integers("axes", 1, 2), integer("keepdims", 0));
          String rows = g.node("Flatten", List.of(y));
          return g.output(
              g.node(
                  "Add",
                  List.of(
                      g.node("MatMul", List.of(rows, g.weight(252, 3))),
                      g.node("MatMul", List.of(mean, g.weight(4, 3))))));
        });
    CASES.put(
        "channels last outside",
        () -> {
          TestGraph g = new TestGraph(13, 0, 9, 7, 3);
          String y = g.node("Transpose", List.of("x"), integers("perm", 0, 3, 1, 2));
          return g.flat(g.node("Conv", List.of(y, g.weight(2, 3, 3, 3))));
        });
    CASES.put(
        "Split 11",
        () -> {
          TestGraph g = images(11);
          List<String> parts =
              g.node("Split", List.of("x"), 2, integer("axis", 1), integers("split", 1, 3));
          return g.flat(
              g.node(
                  "Concat",
                  List.of(parts.get(1), g.node("Relu", List.of(parts.get(0)))),
                  integer("axis", 1)));
        });
    CASES.put(
        "Split 13",
        () -> {
          TestGraph g = images(13);
          List<String> parts = g.node("Split", List.of("x", g.ints(2, 2)), 2, integer("axis", 1));
          return g.flat(
              g.node("Add", List.of(parts.get(1), g.node("Relu", List.of(parts.get(0))))));
        });
    CASES.put(
        "Split 18",
        () -> {
          TestGraph g = images(18);
          List<String> parts =
              g.node("Split", List.of("x"), 2, integer("axis", -3), integer("num_outputs", 2));
          return g.flat(g.node("Mul", List.of(parts.get(1), parts.get(0))));
        });
    CASES.put(
        "Slice 9",
        () -> {
          TestGraph g = images(9);
          return g.flat(
              g.node(
                  "Slice",
                  List.of("x"),
                  integers("axes", 1, 3),
                  integers("starts", 1, -5),
                  integers("ends", 3, 1000)));
        });
    CASES.put(
        "option A shortcut by Pad",
        () -> {
          TestGraph g = images(13);
          String main =
              g.node(
                  "Conv",
                  List.of("x", g.weight(8, 4, 3, 3)),
                  integers("pads", 1, 1, 1, 1),
                  integers("strides", 2, 2));
          String y =
              g.node(
                  "Slice",
                  List.of(
                      "x",
                      g.ints(0, 0),
                      g.ints(Long.MAX_VALUE, 1 << 30),
                      g.ints(2, 3),
                      g.ints(2, 2)));
          y = g.node("Pad", List.of(y, g.ints(0, 2, 0, 0, 0, 2, 0, 0), g.scalar(0)));
          return g.flat(g.node("Add", List.of(main, y)));
        });
    CASES.put(
        "option A shortcut by Concat",
        () -> {
          TestGraph g = images(13);
          String shape = g.node("Shape", List.of("x"));
          String zeros = g.node("ConstantOfShape", List.of(shape));
          String main = g.node("Conv", List.of("x", g.weight(8, 4, 1, 1)));
          return g.flat(
              g.node(
                  "Add", List.of(main, g.node("Concat", List.of("x", zeros), integer("axis", 1)))));
        });
    CASES.put(
        "Slice backwards",
        () -> {
          TestGraph g = images(13);
          String y = g.node("Slice", List.of("x", g.ints(-1), g.ints(-100), g.ints(1), g.ints(-1)));
          return g.flat(g.node("Conv", List.of(y, g.weight(2, 4, 1, 1))));
        });
    CASES.put(
        "Gather of channels",
        () -> {
          TestGraph g = images(13);
          return g.flat(
              g.node(
                  "Relu",
                  List.of(g.node("Gather", List.of("x", g.ints(2, 0, 2)), integer("axis", 1)))));
        });
    CASES.put(
        "Gather of one channel",
        () -> {
          TestGraph g = images(13);
          String y = g.node("Gather", List.of("x", g.index(2)), integer("axis", 1));
          return g.flat(g.node("Relu", List.of(g.node("Unsqueeze", List.of(y, g.ints(1))))));
        });
    CASES.put(
        "Pad 7, then a pool",
        () -> {
          TestGraph g = images(7);
          String y =
              g.node(
                  "Pad",
                  List.of(g.node("Relu", List.of("x"))),
                  integers("pads", 0, 0, 0, 1, 0, 0, 1, 1));
          return g.flat(
              g.node(
                  "MaxPool",
                  List.of(y),
                  integers("kernel_shape", 2, 2),
                  integers("strides", 2, 2)));
        });
    CASES.put(
        "Pad with edges",
        () -> {
          TestGraph g = images(13);
          String y =
              g.node("Pad", List.of("x", g.ints(0, 0, 2, 1, 0, 0, 0, 1)), text("mode", "edge"));
          return g.flat(g.node("Conv", List.of(y, g.weight(2, 4, 3, 3))));
        });
    CASES.put(
        "Pad 18 of one axis, also negative",
        () -> {
          TestGraph g = images(18);
          String y = g.node("Pad", List.of("x", g.ints(1, -2), "", g.ints(3)));
          return g.flat(g.node("Sigmoid", List.of(y)));
        });
    CASES.put(
        "Squeeze 11 and Identity",
        () -> {
          TestGraph g = images(11);
          String y = g.node("Identity", List.of(g.node("GlobalAveragePool", List.of("x"))));
          return g.output(g.node("Squeeze", List.of(y), integers("axes", 2, 3)));
        });
    CASES.put(
        "dense connections",
        () -> {
          TestGraph g = images(13);
          String a =
              g.node("Conv", List.of("x", g.weight(3, 4, 3, 3)), integers("pads", 1, 1, 1, 1));
          String b = g.node("Concat", List.of("x", a), integer("axis", 1));
          String c = g.node("Conv", List.of(b, g.weight(2, 7, 1, 1)));
          return g.flat(g.node("Concat", List.of("x", a, c), integer("axis", -3)));
        });
  }

  private static void storage() {
    CASES.put(
        "tensors among the inputs",
        () -> {
          TestGraph g = images(8);
          String w = g.weight(2, 4, 3, 3);
          g.graph.addInput(TestGraph.value(w, 2, 4, 3, 3));
          return g.flat(g.node("Conv", List.of("x", w)));
        });
    CASES.put(
        "doubles and halves",
        () -> {
          TestGraph g = new TestGraph(13, 0, 2);
          String d =
              g.tensor(
                  TensorProto.newBuilder()
                      .setDataType(11)
                      .addDims(2)
                      .addDims(2)
                      .addDoubleData(0.1)
                      .addDoubleData(-3)
                      .addDoubleData(1e-3)
                      .addDoubleData(7));
          String h =
              g.tensor(
                  TensorProto.newBuilder()
                      .setDataType(10)
                      .addDims(2)
                      .setRawData(TestGraph.raw(0x00, 0x3e, 0x01, 0x80)));
          String y = g.node("MatMul", List.of("x", g.node("Cast", List.of(d), integer("to", 1))));
          return g.output(g.node("Add", List.of(y, g.node("Cast", List.of(h), integer("to", 1)))));
        });
    CASES.put(
        "constants as nodes",
        () -> {
          TestGraph g = new TestGraph(13, 0, 2);
          String w =
              g.node(
                  "Constant",
                  List.of(),
                  tensorAttribute(TestGraph.floatTensor(new float[] {1, 2, 3, 4}, 2, 2)));
          String wt = g.node("Transpose", List.of(w), integers("perm", 1, 0));
          String b = g.node("Constant", List.of(), real("value_float", 0.5));
          return g.output(g.node("Add", List.of(g.node("MatMul", List.of("x", wt)), b)));
        });
    CASES.put(
        "a branch that is known",
        () -> {
          TestGraph g = new TestGraph(13, 0, 2);
          String y = g.node("Relu", List.of("x"));
          String yes = g.tensor(TensorProto.newBuilder().setDataType(9).addInt32Data(1));
          TestGraph then = new TestGraph(13);
          then.graph.clearInput();
          then.graph.addOutput(TestGraph.value(then.node("Neg", List.of(y))));
          return g.output(
              g.node("If", List.of(yes), branch("then_branch", then), branch("else_branch", then)));
        });
  }

  private static AttributeProto branch(String name, TestGraph graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(
            graph
                .graph
                .clone()
                .setNode(0, graph.graph.getNode(0).toBuilder().setOutput(0, name + ".v"))
                .setOutput(0, TestGraph.value(name + ".v", 0, 2)))
        .build();
  }
}
