package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be imported is refused in one line, before it costs memory. */
class BadModelsTest {

  private static void refused(byte[] model, String... words) {
    assertThatThrownBy(() -> OnnxImport.read(model))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(words).hasSizeLessThan(700));
  }

  private static TestGraph images() {
    return new TestGraph(13, 0, 4, 9, 7);
  }

  /** A convolutional classifier of about two kilobytes. */
  private static byte[] small() {
    TestGraph g = images();
    String y =
        g.node(
            "Conv", List.of("x", g.weight(8, 4, 3, 3), g.weight(8)), integers("pads", 1, 1, 1, 1));
    y = g.node("Add", List.of(g.node("Relu", List.of(y)), y));
    y = g.node("MaxPool", List.of(y), integers("kernel_shape", 2, 2), integers("strides", 2, 2));
    y = g.node("Reshape", List.of(y, g.ints(0, -1)));
    return g.output(g.node("Gemm", List.of(y, g.weight(96, 3), g.weight(3))));
  }

  @Test
  void bytesThatAreNoModelAreRefused() {
    refused(new byte[0], "no ONNX model");
    refused("this is a text file, not a model".getBytes(StandardCharsets.UTF_8), "no ONNX model");
    refused(Arrays.copyOf(small(), small().length / 2), "no ONNX model, or it is truncated");
    assertThatThrownBy(() -> OnnxImport.read(Path.of("/no/such/model.onnx")))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("no model file");
  }

  @Test
  void unsupportedOperatorsAreNamedWithTheirInputsAndAWayOut() {
    TestGraph g = images();
    refused(
        g.flat(g.node("InstanceNormalization", List.of("x"))),
        "node 'InstanceNormalization_0' (InstanceNormalization of 'x' [batch, 4 x 9 x 7])",
        "not supported",
        "only networks of convolutions");
    TestGraph quantised = images();
    refused(
        quantised.flat(
            quantised.node(
                "QuantizeLinear", List.of("x", quantised.scalar(1), quantised.scalar(0)))),
        "give the float model");
  }

  @Test
  void openAxesAreRefusedUnlessTheDataGiveThem(@TempDir Path folder) throws IOException {
    TestGraph g = new TestGraph(13, 0, 3, 0, 0);
    byte[] model = g.flat(g.node("Conv", List.of("x", g.weight(2, 3, 3, 3))));
    refused(model, "axis 2 of the input 'x' is open", "fixed sizes");
    Path file = Files.write(folder.resolve("open.onnx"), model);
    assertThat(OnnxImport.read(file, () -> Shape.image(3, 8, 8)).network().outputs()).isEqualTo(72);
  }

  @Test
  void severalInputsOrOutputsAreRefusedByName() {
    TestGraph two = images();
    two.graph.addInput(TestGraph.value("mask", 0, 4));
    refused(two.flat("x"), "one input, of images", "[x (n x 4 x 9 x 7), mask (n x 4)]");
    TestGraph outputs = images();
    String y = outputs.node("Relu", List.of("x"));
    outputs.graph.addOutput(TestGraph.value(y));
    String other = outputs.node("LeakyRelu", List.of(y));
    refused(outputs.flat(other), "one output of floats", "v0.0", "v2.0");
  }

  @Test
  void opsetsOutsideTheRangeAreRefused() {
    for (int opset : new int[] {1, 6, 25}) {
      TestGraph g = new TestGraph(opset, 0, 4);
      refused(g.flat(g.node("Relu", List.of("x"))), "opsets 7 to 24", "got " + opset);
    }
  }

  @Test
  void cyclesAndDoubleNamesAreRefused() {
    TestGraph g = images();
    g.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Add")
            .setName("a")
            .addInput("x")
            .addInput("q")
            .addOutput("p"));
    g.graph.addNode(
        NodeProto.newBuilder().setOpType("Relu").setName("b").addInput("p").addOutput("q"));
    refused(g.flat("q"), "cycle");
    TestGraph twice = images();
    String y = twice.node("Relu", List.of("x"));
    twice.graph.addNode(NodeProto.newBuilder().setOpType("Relu").addInput("x").addOutput(y));
    refused(twice.flat(y), "made twice");
    TestGraph stored = images();
    stored.graph.addInitializer(TestGraph.floatTensor(new float[] {1}, 1).setName("w"));
    stored.graph.addInitializer(TestGraph.floatTensor(new float[] {2}, 1).setName("w"));
    refused(stored.flat(stored.node("Mul", List.of("x", "w"))), "'w' is stored twice");
    TestGraph nobody = images();
    refused(
        nobody.flat(nobody.node("Mul", List.of("x", "nowhere"))), "'nowhere', which nothing makes");
  }

  @Test
  void sizesThatOverflowAreRefusedBeforeAnythingIsAllocated() {
    for (long[] dims :
        new long[][] {
          {1L << 40, 1L << 40},
          {1L << 31, 1},
          {-1, 4},
          {1 << 15, 1 << 15, 4, 4},
          {1 << 20, 64, 3, 3}
        }) {
      TestGraph g = images();
      TensorProto.Builder tensor =
          TensorProto.newBuilder().setDataType(1).setRawData(ByteString.copyFrom(new byte[64]));
      for (long length : dims) {
        tensor.addDims(length);
      }
      refused(g.flat(g.node("Conv", List.of("x", g.tensor(tensor)))), "tensor 't0'");
    }
    TestGraph filled = images();
    String big = filled.node("ConstantOfShape", List.of(filled.ints(1 << 15, 1 << 15)));
    refused(
        filled.flat(filled.node("Add", List.of("x", big))), "node 'ConstantOfShape_0'", "at most");
    TestGraph padded = images();
    refused(
        padded.flat(
            padded.node("Pad", List.of("x"), integers("pads", 0, 0, 0, 0, 0, 0, 1 << 22, 1 << 22))),
        "node 'Pad_0'");
    TestGraph wide = new TestGraph(13, 0, 1L << 30, 1, 1);
    refused(wide.flat(wide.node("Add", List.of("x", wide.scalar(1)))), "input 'x'", "at most");
    TestGraph shared = new TestGraph(13, 0, 1 << 22);
    String y = "x";
    for (int i = 0; i < 40; i++) {
      y = shared.node("Add", List.of(y, shared.scalar(1)));
    }
    refused(shared.output(y), "too many values");
  }

  @Test
  void deepAndCrowdedFilesAreRefusedBeforeTheyAreParsed() {
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (int i = 0; i < 30; i++) {
      AttributeProto.Builder inner =
          AttributeProto.newBuilder()
              .setName("body")
              .setType(AttributeProto.AttributeType.GRAPH)
              .setG(graph);
      graph =
          GraphProto.newBuilder()
              .addNode(NodeProto.newBuilder().setOpType("Loop").addAttribute(inner));
    }
    refused(ModelProto.newBuilder().setGraph(graph).build().toByteArray(), "nest at most");
    byte[] crowd = new byte[6_000_000];
    for (int i = 0; i < crowd.length; i += 2) {
      crowd[i] = 0x0a;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x3a);
    int length = crowd.length;
    while (length > 127) {
      out.write((length & 127) | 128);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(crowd);
    refused(out.toByteArray(), "at most 2000000 parts");
  }

  @Test
  void controlFlowThatDependsOnTheInputIsRefused() {
    TestGraph g = images();
    refused(g.flat(g.node("Loop", List.of("x"))), "Loop", "without control flow");
    TestGraph branch = images();
    refused(branch.flat(branch.node("If", List.of("x"))), "must be a constant");
  }

  @Test
  void shapesThatNoLayerHasAreRefused() {
    TestGraph merged = images();
    refused(
        merged.output(merged.node("Reshape", List.of("x", merged.ints(-1, 9)))),
        "node 'Reshape_0'",
        "batch");
    TestGraph tokens = images();
    refused(
        tokens.flat(tokens.node("MatMul", List.of("x", tokens.weight(7, 5)))),
        "node 'MatMul_0'",
        "flatten first");
    TestGraph rows = images();
    refused(
        rows.flat(rows.node("Concat", List.of("x", "x"), integer("axis", 2))),
        "only channels can be joined");
    TestGraph place = images();
    refused(
        place.flat(place.node("Add", List.of("x", place.weight(4, 9, 7)))),
        "differs within a channel");
  }

  @Test
  void externalDataAreReadFromTheModelsFolderOnly(@TempDir Path temp) throws IOException {
    Path folder = Files.createDirectory(temp.resolve("model"));
    ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(9).putFloat(9).putFloat(1).putFloat(2).putFloat(3).putFloat(4);
    Files.write(folder.resolve("weights.bin"), bytes.array());
    Files.write(temp.resolve("outside.bin"), bytes.array());
    Files.createSymbolicLink(folder.resolve("link.bin"), temp.resolve("outside.bin"));
    ImportedModel model = OnnxImport.read(external(folder, "weights.bin", "8"));
    float[] scores =
        new ReferenceForward(model.network(), model.weights()).logits(new float[] {1, 10});
    assertThat(scores).containsExactly(new float[] {31, 42}, within(1e-6f));
    for (String location :
        List.of("../outside.bin", temp.resolve("outside.bin").toString(), "link.bin", "", "a\0b")) {
      assertThatThrownBy(() -> OnnxImport.read(external(folder, location, "8")))
          .isInstanceOf(OnnxImportException.class)
          .hasMessageContaining("external data");
    }
    assertThatThrownBy(() -> OnnxImport.read(external(folder, "gone.bin", "8")))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("'gone.bin' is missing");
    for (String offset : List.of("16", "-8", "9223372036854775807", "x")) {
      assertThatThrownBy(() -> OnnxImport.read(external(folder, "weights.bin", offset)))
          .isInstanceOf(OnnxImportException.class)
          .hasMessageContaining("external data");
    }
  }

  private static Path external(Path folder, String location, String offset) throws IOException {
    TestGraph g = new TestGraph(13, 0, 2);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDataType(1)
            .addDims(2)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue(location))
            .addExternalData(StringStringEntryProto.newBuilder().setKey("offset").setValue(offset));
    byte[] model = g.output(g.node("MatMul", List.of("x", g.tensor(tensor))));
    return Files.write(folder.resolve("model.onnx"), model);
  }
}
