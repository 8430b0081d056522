package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.onnx.graph.prepare.PreparedGraph;
import io.paretune.evaluators.onnx.graph.qdq.StaticQuantisation;
import io.paretune.evaluators.onnx.graph.technique.BlockwiseProducts;
import io.paretune.evaluators.onnx.graph.technique.ByteStorage;
import io.paretune.evaluators.onnx.graph.technique.DynamicProducts;
import io.paretune.evaluators.onnx.graph.technique.DynamicRecurrence;
import io.paretune.evaluators.onnx.graph.technique.HalfStorage;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.hardware.HardwareException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever is done to a file, it is read or refused: in one line, soon, in little memory. */
class DamagedModelsTest {

  private static final long[] EXTREMES = {
    -1,
    0,
    1,
    2,
    3,
    7,
    64,
    65_536,
    1 << 24,
    Integer.MAX_VALUE,
    1L << 33,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /** Models that together have most kinds of nodes. */
  private static List<byte[]> models() {
    NetWriter alex = NetWriter.of(9, 1, 3, 12, 12);
    String y = alex.localResponse(alex.relu(alex.conv("x", 4, 5, 2, 0)), 5, 0.1);
    y = alex.dropout(alex.maxPool(alex.grouped(y, 4, 3, 1, 2), 3, 2, 0, 0, 1, 1));
    y = alex.same("Softmax", List.of(alex.linear(alex.reshape(y, 16, 1, 16), 3)));
    alex.output(y);

    NetWriter shuffle = NetWriter.images(13, 8);
    y = shuffle.unit("x", 4, 3, 2);
    List<String> halves = shuffle.halves(shuffle.shuffle(y, 2, 4));
    y = shuffle.concat(halves.get(1), shuffle.norm(halves.get(0)));
    y = shuffle.squeezeAndExcite(shuffle.pad(y, 0, 1, 1, 0), 2, true);
    shuffle.output(shuffle.linear(shuffle.view(shuffle.globalPool(y), 1), 3));

    NetWriter keras = NetWriter.of(15, 0, 8, 8, 3);
    y = keras.with(3, "Transpose", List.of("x"), TestGraph.integers("perm", 0, 3, 1, 2));
    y = keras.relu6(keras.conv(y, 4, 3, 2, 1));
    y = keras.same("Transpose", List.of(y), TestGraph.integers("perm", 0, 2, 3, 1));
    y = keras.same("Mul", List.of(y, keras.g.weight(1, 1, 1, 4)));
    y = keras.with(64, "Reshape", List.of(y, keras.g.ints(-1, 64)));
    keras.output(keras.same("Softmax", List.of(keras.dense(y, 3))));
    return List.of(
        alex.g.model().toByteArray(),
        shuffle.g.model().toByteArray(),
        keras.g.model().toByteArray());
  }

  /** Whether the file was read; if not, it was refused as files are. */
  private static boolean read(byte[] file) {
    try {
      ImportedModel model = OnnxImport.read(file);
      assertThat(OnnxExport.encode(model.network(), model.weights())).isNotEmpty();
      return true;
    } catch (OnnxImportException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(700);
      return false;
    }
  }

  @Test
  void filesCutOffAnywhereAreRefused() {
    for (byte[] model : models()) {
      assertThat(read(model)).isTrue();
      for (int length = 0; length < model.length; length++) {
        assertThat(read(Arrays.copyOf(model, length))).as("%d bytes", length).isFalse();
      }
    }
  }

  @Test
  void changedBytesNeverEndInAnythingButARefusal() {
    Random random = new Random(20_281);
    int sound = 0;
    for (byte[] model : models()) {
      for (int i = 0; i < 1500; i++) {
        byte[] damaged = model.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        sound += read(damaged) ? 1 : 0;
      }
    }
    assertThat(sound).isBetween(100, 4400);
  }

  /** Well-formed files that say something else: what damaged bytes hardly ever get to. */
  @Test
  void changedPartsNeverEndInAnythingButARefusal() throws InvalidProtocolBufferException {
    Random random = new Random(20_282);
    int sound = 0;
    for (byte[] bytes : models()) {
      ModelProto model = ModelProto.parseFrom(bytes);
      for (int i = 0; i < 700; i++) {
        ModelProto.Builder changed = model.toBuilder();
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
          change(changed.getGraphBuilder(), random);
        }
        sound += read(changed.build().toByteArray()) ? 1 : 0;
      }
    }
    assertThat(sound).isBetween(100, 2000);
  }

  /** Graphs that stay graphs: written in every way, or refused as files are. */
  @Test
  void changedPartsAreWrittenOrRefusedAsGraphs() throws InvalidProtocolBufferException {
    Random random = new Random(20_283);
    int written = 0;
    for (byte[] bytes : models()) {
      ModelProto model = ModelProto.parseFrom(bytes);
      for (int i = 0; i < 30; i++) {
        ModelProto.Builder changed = model.toBuilder();
        change(changed.getGraphBuilder(), random);
        written += graph(changed.build().toByteArray()) ? 1 : 0;
      }
    }
    assertThat(written).isBetween(20, 85);
  }

  /** Whether the graph was written; if not, it was refused in one line. */
  private static boolean graph(byte[] file) {
    try {
      GraphPlan base = GraphPlan.of(PreparedGraph.of(file).model(), Pattern.compile("(?!)"));
      for (NodeTechnique technique :
          List.of(
              new HalfStorage(),
              new ByteStorage(),
              new DynamicProducts(),
              new DynamicRecurrence(),
              new BlockwiseProducts(4, 32, 0))) {
        assertThat(base.with(List.of(technique)).write()).isNotEmpty();
      }
      NamedInputs calls = StaticQuantisationTest.calls(file);
      StaticQuantisation pairs =
          StaticQuantisation.of(
              StaticQuantisation.statistics(PreparedGraph.of(file).model(), calls),
              CalibrationKind.MIN_MAX);
      assertThat(base.with(List.of(pairs)).write()).isNotEmpty();
      return true;
    } catch (IllegalArgumentException | HardwareException refused) {
      assertThat(refused.getMessage()).isNotBlank().doesNotContain("\n");
      return false;
    }
  }

  /** Changes something of a graph that stays one. */
  static void change(GraphProto.Builder graph, Random random) {
    NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
    NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
    TensorProto.Builder tensor =
        graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
    long extreme = EXTREMES[random.nextInt(EXTREMES.length)];
    int kind = node.getInputCount() == 0 ? 4 : random.nextInt(9);
    switch (kind) {
      case 0 -> node.setOpType(other.getOpType());
      case 1 -> node.setInput(random.nextInt(node.getInputCount()), other.getOutput(0));
      case 2 -> node.setInput(random.nextInt(node.getInputCount()), tensor.getName());
      case 3 -> {
        List<String> fewer = new ArrayList<>(node.getInputList());
        fewer.remove(random.nextInt(fewer.size()));
        node.clearInput().addAllInput(fewer);
      }
      case 4 -> node.clearAttribute().addAllAttribute(other.getAttributeList());
      case 5 -> {
        if (node.getAttributeCount() > 0) {
          attribute(
              node.getAttributeBuilder(random.nextInt(node.getAttributeCount())), random, extreme);
        }
      }
      case 6 -> {
        if (tensor.getDimsCount() > 0) {
          tensor.setDims(random.nextInt(tensor.getDimsCount()), extreme);
        }
      }
      case 7 -> {
        if (tensor.getInt64DataCount() > 0) {
          tensor.setInt64Data(random.nextInt(tensor.getInt64DataCount()), extreme);
        }
      }
      default ->
          graph
              .getInputBuilder(0)
              .getTypeBuilder()
              .getTensorTypeBuilder()
              .getShapeBuilder()
              .getDimBuilder(
                  random.nextInt(
                      graph.getInput(0).getType().getTensorType().getShape().getDimCount()))
              .setDimValue(extreme);
    }
  }

  private static void attribute(AttributeProto.Builder attribute, Random random, long extreme) {
    if (attribute.getIntsCount() > 0) {
      attribute.setInts(random.nextInt(attribute.getIntsCount()), extreme);
    } else if (attribute.hasF()) {
      attribute.setF(random.nextBoolean() ? Float.NaN : extreme);
    } else {
      attribute.setI(extreme);
    }
  }

  @Test
  void endlessNamesTakeNoTimeToReadAndNoStack() {
    for (String name :
        List.of(
            "/a" + ".1".repeat(400_000) + "/Conv",
            "/" + "a.".repeat(400_000) + "1/Conv",
            "x" + ".".repeat(800_000) + "x",
            "model/" + "block_1".repeat(100_000) + "/Conv")) {
      NetWriter w = NetWriter.images(13, 8);
      String y = w.unit("x", 4, 3, 2);
      w.g.graph.getNodeBuilder(0).setName(name).setInput(1, name + ".weight");
      w.g.graph.getInitializerBuilder(0).setName(name + ".weight");
      assertThat(read(w.output(w.linear(w.flatten(y, 16), 3)))).isTrue();
    }
  }

  @Test
  void endlessAxesAreRefused() {
    TestGraph g = new TestGraph(13, 0, 4);
    long[] axes = new long[200_000];
    Arrays.fill(axes, 1);
    axes[0] = 1 << 16;
    String much = g.node("ConstantOfShape", List.of(g.ints(1 << 16)));
    String deep = g.node("Reshape", List.of(much, g.ints(axes)));
    String y = g.node("Transpose", List.of(deep));
    byte[] model = g.output(g.node("Add", List.of("x", y)));
    assertThatThrownBy(() -> OnnxImport.read(model))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("at most 32 axes");
  }

  /** A small file must not make the reader look at a large value over and over. */
  @Test
  void movingALargeValueTimeAndAgainIsRefused() {
    TestGraph g = new TestGraph(13, 0, 64, 512, 512);
    List<String> corners = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      corners.add(
          g.node(
              "Slice",
              List.of("x", g.ints(i % 64, 0, 0), g.ints(i % 64 + 1, 1, 1), g.ints(1, 2, 3))));
    }
    byte[] model = g.flat(g.node("Sum", corners));
    assertThatThrownBy(() -> OnnxImport.read(model))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("too many values would have to be moved");
  }

  @Test
  void aNormalisationOverEndlessNeighboursIsRefused() {
    TestGraph g = new TestGraph(13, 0, 4, 8, 8);
    byte[] model = g.flat(g.node("LRN", List.of("x"), integer("size", Integer.MAX_VALUE)));
    assertThatThrownBy(() -> OnnxImport.read(model))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("node 'LRN_0'")
        .hasMessageContaining("size must be odd and lie in [1, 32768]");
  }
}
