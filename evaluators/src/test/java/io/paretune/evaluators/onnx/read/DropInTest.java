package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written for a file takes its place: a caller's program runs on with it. */
class DropInTest {

  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int HALF = 10;
  private static final int DOUBLE = 11;

  private static ModelProto.Builder named(TestGraph g) {
    return g.model().toBuilder()
        .setProducerName("pytorch")
        .setProducerVersion("2.3")
        .setDomain("org.example")
        .setModelVersion(7)
        .setDocString("of a stranger")
        .addMetadataProps(
            StringStringEntryProto.newBuilder().setKey("classes").setValue("cat,dog,owl"));
  }

  /** An output with declared axes, each a number or a name. */
  private static ValueInfoProto output(String name, int type, String... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String axis : axes) {
      TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          axis.matches("[0-9]+") ? dim.setDimValue(Long.parseLong(axis)) : dim.setDimParam(axis));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static byte[] copy(byte[] model) {
    return copy(model, Optional.empty(), false);
  }

  private static byte[] copy(byte[] model, Optional<Shape> open, boolean bytes) {
    ImportedModel read = OnnxImport.read(model, open.<Supplier<Shape>>map(shape -> () -> shape));
    QuantisationPlan plan =
        bytes ? QuantisationPlan.none().withBits(read.network(), 8) : QuantisationPlan.none();
    return read.signature()
        .file()
        .sign(
            PlannedExport.encode(
                read.network(),
                read.weights(),
                plan,
                RandomNetworks.examples(read.network(), 8, 9),
                1));
  }

  private static void same(byte[] model) {
    byte[] copy = copy(model);
    SameCall.check(model, copy, 1, 8, 1e-5);
    SameCall.check(model, copy, 3, 8, 1e-5);
    SameCall.check(model, copy(model, Optional.empty(), true), 3, 8, 0.5);
  }

  /** Convolution, pooling and scores of a small image. */
  private static String network(NetWriter w, String x, int classes) {
    return w.linear(w.flatten(w.globalPool(w.unit(x, 4, 3, 1)), 1), classes);
  }

  @Property(tries = 60, seed = "7")
  void namesAxesAndTypesSurvive(
      @ForAll boolean channelsLast,
      @ForAll boolean fixed,
      @ForAll @IntRange(min = 0, max = 3) int ending,
      @ForAll @IntRange(min = 0, max = 2) int type,
      @ForAll @IntRange(min = 9, max = 17) int opset) {
    int element = List.of(FLOAT, HALF, DOUBLE).get(type);
    long batch = fixed ? 2 : 0;
    NetWriter w =
        channelsLast ? NetWriter.of(opset, batch, 6, 7, 2) : NetWriter.of(opset, batch, 2, 6, 7);
    String x = "x";
    if (element != FLOAT) {
      w.g.graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(element);
      x = w.with(2, "Cast", List.of(x), integer("to", FLOAT));
    }
    if (channelsLast) {
      x = w.with(2, "Transpose", List.of(x), integers("perm", 0, 3, 1, 2));
    }
    String n = fixed ? "2" : "n";
    String y = network(w, w.conv(x, 2, 1, 1, 0), 3);
    switch (ending) {
      case 0 -> w.g.graph.addOutput(output(y, FLOAT, n, "3"));
      case 1 -> {
        String p = w.with(3, "Softmax", List.of(y), integer("axis", 1));
        w.g.graph.addOutput(output(p, FLOAT, n, "3")).addOutput(label(w, p, n));
      }
      case 2 -> {
        String p = w.with(3, "Softmax", List.of(y), integer("axis", 1));
        w.g.graph.addOutput(label(w, y, n)).addOutput(output(p, FLOAT, n, "3"));
        w.g.graph.addOutput(output(y, FLOAT, n, "3"));
      }
      default -> {
        String wide = w.reshape(y, 3, fixed ? 2 : -1, 3, 1, 1);
        String half = w.with(3, "Cast", List.of(wide), integer("to", DOUBLE));
        w.g.graph.addOutput(output(half, DOUBLE, n, "3", "1", "1"));
      }
    }
    same(named(w.g).build().toByteArray());
  }

  private static ValueInfoProto label(NetWriter w, String scores, String batch) {
    String label = w.with(1, "ArgMax", List.of(scores), integer("axis", 1), integer("keepdims", 0));
    return output(label, INT64, batch);
  }

  @Test
  void aFileThatGivesALabelOnlyKeepsItsNetwork() {
    NetWriter w = NetWriter.images(13, 6);
    String y = network(w, "x", 3);
    w.g.graph.addOutput(label(w, y, "n"));
    byte[] model = named(w.g).build().toByteArray();

    same(model);
    assertThat(OnnxImport.read(model).network().outputs()).isEqualTo(3);
  }

  @Test
  void aDictionaryOfProbabilitiesStays() {
    TestGraph g = new TestGraph(13, 0, 5);
    NetWriter w = NetWriter.of(13, 0, 5);
    String p =
        w.with(3, "Softmax", List.of(w.linear(w.relu(w.linear("x", 8)), 3)), integer("axis", 1));
    assertThat(g.graph.getInput(0)).isEqualTo(w.g.graph.getInput(0));
    w.g.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("ZipMap")
            .setDomain("ai.onnx.ml")
            .addInput(p)
            .addOutput("dictionary")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("classlabels_strings")
                    .setType(AttributeProto.AttributeType.STRINGS)
                    .addAllStrings(
                        List.of(
                            ByteString.copyFromUtf8("cat"),
                            ByteString.copyFromUtf8("dog"),
                            ByteString.copyFromUtf8("owl")))));
    w.g.graph.addOutput(label(w, p, "n"));
    w.g.graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName("dictionary")
            .setType(
                TypeProto.newBuilder()
                    .setSequenceType(
                        TypeProto.Sequence.newBuilder()
                            .setElemType(
                                TypeProto.newBuilder()
                                    .setMapType(
                                        TypeProto.Map.newBuilder()
                                            .setKeyType(8)
                                            .setValueType(
                                                TypeProto.newBuilder()
                                                    .setTensorType(
                                                        TypeProto.Tensor.newBuilder()
                                                            .setElemType(FLOAT))))))));
    same(named(w.g).build().toByteArray());
  }

  @Test
  void imagesWithoutChannelsKeepTheirRank() {
    NetWriter w = NetWriter.of(13, 0, 6, 7);
    String x = w.reshape("x", 1, -1, 1, 6, 7);
    w.g.graph.addOutput(output(network(w, x, 3), FLOAT, "n", "3"));

    same(named(w.g).build().toByteArray());
  }

  @Test
  void openRowsAndColumnsStayOpenWhereTheNetworkTakesAny() {
    NetWriter w = NetWriter.of(13, 0, 3, 0, 0);
    w.g.graph.addOutput(output(network(w, "x", 3), FLOAT, "n", "3"));
    byte[] model = named(w.g).build().toByteArray();
    byte[] copy = copy(model, Optional.of(Shape.image(3, 8, 8)), false);

    SameCall.check(model, copy, 2, 8, 1e-5);
    SameCall.check(model, copy, 1, 13, 1e-5);
  }

  @Test
  void openAxesAreBoundWhereSizesWentIntoTheNetwork() throws Exception {
    NetWriter w = NetWriter.of(13, 0, 3, 0, 0);
    String x = w.same("Slice", List.of("x", w.g.ints(1, 1), w.g.ints(-1, -1), w.g.ints(2, 3)));
    w.g.graph.addOutput(output(network(w, x, 3), FLOAT, "n", "3"));
    byte[] model = named(w.g).build().toByteArray();
    Shape size = Shape.image(3, 8, 8);

    ImportedModel read = OnnxImport.read(model, Optional.of(() -> size));

    assertThat(read.notes()).anyMatch(note -> note.contains("bound to [3 x 8 x 8]"));
    ModelProto copy = ModelProto.parseFrom(copy(model, Optional.of(size), false));
    assertThat(copy.getGraph().getInput(0).getType().getTensorType().getShape().getDimList())
        .extracting(TensorShapeProto.Dimension::getDimValue)
        .containsExactly(0L, 3L, 8L, 8L);
  }

  @Test
  void valuesOfTheNetworkGetOutOfTheWayOfPromisedNames() {
    NetWriter w = NetWriter.images(13, 6);
    w.g.graph.getInputBuilder(0).setName("scores");
    String y = w.with(4, "Conv", List.of("scores", w.g.weightOf(27, 4, 3, 3, 3)));
    w.linear(w.flatten(w.globalPool(y), 1), 3);
    GraphProto.Builder graph = w.g.graph;
    graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, "input");
    graph.addOutput(output("input", FLOAT, "n", "3"));

    same(named(w.g).build().toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"MatMul", "Gemm"})
  void secondHeadsAreNoTail(String head) {
    NetWriter w = NetWriter.images(13, 6);
    String features = w.flatten(w.globalPool(w.unit("x", 4, 3, 1)), 1);
    String a = w.linear(features, 3);
    String b =
        head.equals("Gemm")
            ? w.linear(features, 3)
            : w.with(3, "MatMul", List.of(features, w.g.weightOf(4, 4, 3)));
    w.g.graph.addOutput(output(a, FLOAT, "n", "3")).addOutput(output(b, FLOAT, "n", "3"));

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> OnnxImport.read(w.g.model().toByteArray()))
        .hasMessageContaining("must have one output of floats");
  }

  @Test
  void oldOperatorsOfTheTailAreWrittenAnew() {
    NetWriter w = NetWriter.images(9, 6);
    String y = network(w, "x", 3);
    String top = w.with(1, "ArgMax", List.of(y), integer("axis", 1), integer("keepdims", 1));
    String label = w.with(1, "Squeeze", List.of(top), integers("axes", 1));
    w.g.graph.addOutput(output(label, INT64, "n")).addOutput(output(y, FLOAT, "n", "3"));

    same(named(w.g).build().toByteArray());
  }

  @Test
  void operatorSetsOfTheTailAreDeclaredOnce() throws Exception {
    NetWriter w = NetWriter.images(13, 6);
    w.g.graph.addOutput(label(w, network(w, "x", 3), "n"));

    ModelProto copy = ModelProto.parseFrom(copy(named(w.g).build().toByteArray()));

    assertThat(copy.getOpsetImportList())
        .extracting(OperatorSetIdProto::getDomain)
        .containsExactly("");
    assertThat(copy.getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .doesNotHaveDuplicates();
  }
}
