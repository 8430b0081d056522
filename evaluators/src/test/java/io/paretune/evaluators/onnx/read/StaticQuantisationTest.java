package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.call.Answers;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.GraphSession;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.onnx.graph.prepare.PreparedGraph;
import io.paretune.evaluators.onnx.graph.qdq.StaticQuantisation;
import io.paretune.evaluators.onnx.graph.technique.ByteStorage;
import io.paretune.evaluators.onnx.graph.technique.DynamicProducts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Pairs are placed where the runtime computes in bytes, and answers stay alike. */
class StaticQuantisationTest {

  private static final Pattern NOTHING = Pattern.compile("(?!)");

  /** Two calls of the model's only input; open axes of 3. */
  static NamedInputs calls(byte[] model) {
    Random random = new Random(5);
    List<Map<String, NumpyArray>> calls = new ArrayList<>();
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model)) {
      TensorInfo input = (TensorInfo) session.getInputInfo().values().iterator().next().getInfo();
      for (int call = 0; call < 2; call++) {
        List<Integer> shape = new ArrayList<>();
        for (long axis : input.getShape()) {
          if (axis > 64) {
            throw new IllegalArgumentException("too large for a test: " + axis);
          }
          shape.add(axis < 0 ? 3 : (int) axis);
        }
        float[] values = new float[shape.stream().reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextFloat() * 2 - 1;
        }
        calls.add(Map.of("x", NumpyArray.of("x", shape, values)));
      }
    } catch (OrtException refused) {
      throw new IllegalArgumentException("the runtime refuses the model", refused);
    }
    return NamedInputs.of(calls);
  }

  private static byte[] quantised(byte[] model, Pattern kept, boolean carrying) {
    PreparedGraph prepared = PreparedGraph.of(model);
    StaticQuantisation technique =
        StaticQuantisation.of(
            StaticQuantisation.statistics(prepared.model(), calls(model)), CalibrationKind.MIN_MAX);
    return GraphPlan.of(prepared.model(), kept)
        .with(List.of(carrying ? technique : technique.withoutCarrying()))
        .write();
  }

  private static byte[] quantised(byte[] model) {
    return quantised(model, NOTHING, true);
  }

  /** The stored bytes of a file that are signed, tensor by tensor. */
  private static List<byte[]> signed(byte[] file) throws Exception {
    return ModelProto.parseFrom(file).getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getDataType() == TensorProto.DataType.INT8.getNumber())
        .map(tensor -> tensor.getRawData().toByteArray())
        .toList();
  }

  /** A detector's head, which reads several sizes of an image. */
  @Test
  void weightsThatSeveralNodesReadAreStoredOnce() throws Exception {
    TestGraph g = new TestGraph(13, 0, 4, 12, 12);
    String weights = g.weightOf(36, 8, 4, 3, 3);
    String large = g.node("Conv", List.of("x", weights, g.weight(8)));
    String small =
        g.node("MaxPool", List.of("x"), integers("kernel_shape", 2, 2), integers("strides", 2, 2));
    small = g.node("Conv", List.of(small, weights, g.weight(8)));
    g.graph.addOutput(TestGraph.value(large, 0, 8, 10, 10));
    g.graph.addOutput(TestGraph.value(small, 0, 8, 4, 4));
    byte[] model = g.model().toByteArray();

    byte[] file = quantised(model);

    assertThat(kernels(file)).containsEntry("QLinearConv", 2);
    assertThat(signed(file)).filteredOn(bytes -> bytes.length == 8 * 36).hasSize(1);
    SameCall.check(model, file, 3, 0, 0.06);
  }

  /**
   * Inputs with means that are not zero, as rectifiers leave them: rounding shifts every output.
   */
  @Test
  void biasesGiveBackWhatStoredWeightsLose() {
    TestGraph g = new TestGraph(13, 0, 8, 9, 9);
    String y = g.node("Sigmoid", List.of("x"));
    y = g.node("Conv", List.of(y, g.weightOf(8, 16, 8, 3, 3), g.weight(16)));
    g.graph.addOutput(TestGraph.value(y, 0, 16, 7, 7));
    ModelProto model = g.model();
    GraphPlan base = GraphPlan.of(model, NOTHING);
    StaticQuantisation technique =
        StaticQuantisation.of(
            StaticQuantisation.statistics(model, calls(model.toByteArray())),
            CalibrationKind.MIN_MAX);
    byte[] plain = base.with(List.of(new ByteStorage())).write();
    byte[] corrected = base.with(List.of(technique.storage())).write();

    assertThat(corrected.length).isLessThan(model.getSerializedSize() / 2);
    assertThat(1 - cosine(model.toByteArray(), corrected))
        .isLessThan((1 - cosine(model.toByteArray(), plain)) / 2);
    SameCall.check(model.toByteArray(), corrected, 3, 0, 0.06);
  }

  @Test
  void narrowWeightsCannotBeCutOff() throws Exception {
    byte[] model = convolutional(13);
    PreparedGraph prepared = PreparedGraph.of(model);
    StaticQuantisation technique =
        StaticQuantisation.of(
            StaticQuantisation.statistics(prepared.model(), calls(model)), CalibrationKind.MIN_MAX);
    byte[] file = GraphPlan.of(prepared.model(), NOTHING).with(List.of(technique.narrow())).write();
    assertThat(signed(file))
        .isNotEmpty()
        .allSatisfy(
            bytes -> {
              for (byte step : bytes) {
                // two products with 255 fit 16 bits
                assertThat(2 * 255 * Math.abs(step)).isLessThan(1 << 15);
              }
            });
    assertThat(kernels(file)).containsEntry("QLinearConv", 4);
    SameCall.check(model, file, 3, 0, 0.12);
  }

  /** What the runtime makes of a file, by operator. */
  private static Map<String, Integer> kernels(byte[] file) {
    try {
      Path written = Files.createTempFile("kernels", ".onnx");
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
        options.setOptimizedModelFilePath(written.toString());
        OrtEnvironment.getEnvironment().createSession(file, options).close();
        Map<String, Integer> kernels = new TreeMap<>();
        for (NodeProto node :
            ModelProto.parseFrom(Files.readAllBytes(written)).getGraph().getNodeList()) {
          kernels.merge(node.getOpType(), 1, Integer::sum);
        }
        return kernels;
      } finally {
        Files.delete(written);
      }
    } catch (OrtException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static double cosine(byte[] model, byte[] file) {
    try (Answers answers =
        Answers.of(GraphSession.judged(parsed(model)), calls(model), Fidelity.Criterion.CENTRED)) {
      return answers.fidelity(parsed(file), 2).leastCosine();
    }
  }

  private static ModelProto parsed(byte[] file) {
    try {
      return ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException unsound) {
      throw new AssertionError(unsound);
    }
  }

  /** Convolutions, depthwise ones, a branch, a gate, pools and a dense end, in one graph. */
  private static byte[] convolutional(int opset) {
    TestGraph g = new TestGraph(opset, 0, 4, 12, 12);
    String y = g.node("Conv", List.of("x", g.weightOf(36, 8, 4, 3, 3), g.weight(8)));
    y = g.node("Relu", List.of(y));
    String branch =
        g.node(
            "Conv",
            List.of(y, g.weightOf(9, 8, 1, 3, 3)),
            integer("group", 8),
            integers("pads", 1, 1, 1, 1));
    y = g.node("Add", List.of(branch, y));
    y = g.node("MaxPool", List.of(y), integers("kernel_shape", 2, 2), integers("strides", 2, 2));
    y = g.node("Conv", List.of(y, g.weightOf(8, 8, 8, 1, 1), g.weight(8)));
    y = g.node("Mul", List.of(g.node("Sigmoid", List.of(y)), y));
    y = g.node("Concat", List.of(y, y), integer("axis", 1));
    y = g.node("Conv", List.of(y, g.weightOf(16, 12, 16, 1, 1), g.weight(12)));
    y = g.node("GlobalAveragePool", List.of(g.node("Relu", List.of(y))));
    y = g.node("Flatten", List.of(y));
    y = g.node("Gemm", List.of(y, g.weightOf(12, 5, 12), g.weight(5)), integer("transB", 1));
    g.graph.addOutput(TestGraph.value(y, 0, 5));
    return g.model().toByteArray();
  }

  @Test
  void everythingBetweenTheEndsIsInBytes() {
    byte[] model = convolutional(13);
    byte[] file = quantised(model);

    assertThat(kernels(file))
        .containsEntry("QLinearConv", 4)
        .containsEntry("QLinearAdd", 1)
        .containsEntry("QLinearMul", 1)
        .containsEntry("QLinearSigmoid", 1)
        .containsEntry("QLinearConcat", 1)
        .containsEntry("QLinearGlobalAveragePool", 1)
        .containsEntry("QGemm", 1)
        .containsEntry("QuantizeLinear", 1)
        .doesNotContainKeys("Conv", "Relu", "Gemm", "DequantizeLinear");
    SameCall.check(model, file, 3, 0, 0.06);
    assertThat(quantised(model)).isEqualTo(file);
  }

  @Test
  void whatTheRuntimeFusesIsWhatIsWritten() throws Exception {
    byte[] file = quantised(convolutional(13));
    try (OrtSession.SessionOptions plain = new OrtSession.SessionOptions()) {
      plain.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      float[][] fused = run(file, new OrtSession.SessionOptions());
      float[][] written = run(file, plain);
      for (int i = 0; i < fused[0].length; i++) {
        assertThat(fused[0][i])
            .isCloseTo(written[0][i], org.assertj.core.api.Assertions.within(0.05f));
      }
    }
  }

  private static float[][] run(byte[] file, OrtSession.SessionOptions options) throws OrtException {
    float[] values = new float[3 * 4 * 12 * 12];
    Random random = new Random(8);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file, options);
        ai.onnxruntime.OnnxTensor x =
            ai.onnxruntime.OnnxTensor.createTensor(
                environment, java.nio.FloatBuffer.wrap(values), new long[] {3, 4, 12, 12});
        OrtSession.Result result = session.run(Map.of("x", x))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  @Test
  void nodesApartAreInBytesWithTheirRectifiers() {
    byte[] file = quantised(convolutional(13), NOTHING, false);
    assertThat(kernels(file))
        .containsEntry("QLinearConv", 4)
        .doesNotContainKeys("QLinearMul", "QLinearSigmoid", "Relu");
  }

  @Test
  void whatIsSparedStaysInFloatsAndReadsFloats() {
    byte[] model = convolutional(13);
    byte[] file = quantised(model, Pattern.compile("Conv_2|Sigmoid"), true);
    assertThat(kernels(file)).containsEntry("QLinearConv", 3).containsKey("Sigmoid");
    SameCall.check(model, file, 3, 0, 0.06);
  }

  @Test
  void whatIsInBytesIsUnfoldedFirst() {
    byte[] model = convolutional(13);
    byte[] file = quantised(model);
    byte[] floats = PreparedGraph.of(file).model().toByteArray();
    assertThat(kernels(floats)).doesNotContainKeys("QLinearConv", "QuantizeLinear", "QGemm");
    SameCall.check(model, floats, 3, 0, 0.06);
    SameCall.check(model, quantised(file), 3, 0, 0.08);
  }

  /** Of bounds half a step within the range, the runtime made two nodes of one name. */
  @Test
  void boundsThatRoundingCutsOffAreLeftOut() {
    TestGraph g = new TestGraph(13, 0, 4, 12, 12);
    String y = g.node("Conv", List.of("x", g.weightOf(4, 8, 4, 3, 3)));
    y = g.node("Clip", List.of(y, g.scalar(-1.02f), g.scalar(0.98f)));
    y = g.node("Conv", List.of(y, g.weightOf(72, 6, 8, 3, 3)));
    g.graph.addOutput(TestGraph.value(y, 0, 6, 8, 8));
    byte[] model = g.model().toByteArray();

    byte[] file = quantised(model);

    assertThat(kernels(file)).containsEntry("QLinearConv", 2).doesNotContainKey("Clip");
    SameCall.check(model, file, 3, 0, 0.1);
  }

  /** Inputs whose channels vary together: what one weight loses, another gives back. */
  @Test
  void learnedRoundingLosesNoMoreThanTheNearest() {
    TestGraph g = new TestGraph(13, 0, 4, 12, 12);
    String y = g.node("Conv", List.of("x", g.weightOf(4, 16, 4, 1, 1)));
    y = g.node("Conv", List.of(y, g.weightOf(144, 8, 16, 3, 3)));
    g.graph.addOutput(TestGraph.value(y, 0, 8, 10, 10));
    ModelProto model = g.model();
    StaticQuantisation learned =
        StaticQuantisation.of(
                StaticQuantisation.statistics(model, calls(model.toByteArray())),
                CalibrationKind.MIN_MAX)
            .narrow();
    GraphPlan base = GraphPlan.of(model, NOTHING);
    byte[] file = base.with(List.of(learned)).write();
    byte[] nearest = base.with(List.of(learned.nearest())).write();

    assertThat(file).isNotEqualTo(nearest);
    assertThat(cosine(model.toByteArray(), file))
        .isGreaterThanOrEqualTo(cosine(model.toByteArray(), nearest));
    assertThat(base.with(List.of(learned)).write()).isEqualTo(file);
  }

  @Test
  void whatRoundingCutOffInAnOldOpsetIsCutOff() {
    TestGraph g = new TestGraph(10, 0, 8);
    String scale = g.scalar(0.002f);
    String zero = g.tensor(TensorProto.newBuilder().setDataType(2).addInt32Data(100));
    String q = g.node("QuantizeLinear", List.of("x", scale, zero));
    String y = g.node("DequantizeLinear", List.of(q, scale, zero));
    g.graph.addOutput(TestGraph.value(y, 0, 8));
    byte[] model = g.model().toByteArray();
    byte[] floats = PreparedGraph.of(model).model().toByteArray();
    assertThat(kernels(floats)).containsOnlyKeys("Clip");
    SameCall.check(model, floats, 3, 0, 0.003);
  }

  @Test
  void productsInBytesAreUnfolded() {
    TestGraph g = new TestGraph(17, 0, 6, 32);
    String y = g.node("MatMul", List.of("x", g.weightOf(32, 32, 24)));
    g.graph.addOutput(TestGraph.value(y, 0, 6, 24));
    byte[] model = g.model().toByteArray();
    byte[] dynamic =
        GraphPlan.of(PreparedGraph.of(model).model(), NOTHING)
            .with(List.of(new DynamicProducts()))
            .write();
    byte[] floats = PreparedGraph.of(dynamic).model().toByteArray();
    assertThat(kernels(floats)).containsOnlyKeys("MatMul", "Mul");
    SameCall.check(model, floats, 3, 0, 0.05);
  }

  @Test
  void oldOpsetsAreRaised() throws Exception {
    byte[] model = convolutional(9);
    byte[] file = quantised(model);
    assertThat(ModelProto.parseFrom(file).getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(kernels(file)).containsEntry("QLinearConv", 4);
    SameCall.check(model, file, 3, 0, 0.06);
  }

  @Test
  void productsKeepTheirFloatsWhereTheyArePutOut() {
    TestGraph g = new TestGraph(17, 0, 6, 32);
    String y = g.node("MatMul", List.of("x", g.weightOf(32, 32, 24)));
    y = g.node("MatMul", List.of(y, g.weightOf(24, 24, 8)));
    g.graph.addOutput(TestGraph.value(y, 0, 6, 8));
    byte[] model = g.model().toByteArray();

    byte[] file = quantised(model);

    assertThat(kernels(file))
        .containsEntry("QLinearMatMul", 1)
        .containsEntry("MatMulIntegerToFloat", 1)
        .doesNotContainKeys("MatMul", "DequantizeLinear");
    SameCall.check(model, file, 3, 0, 0.1);
  }

  @Test
  void oneDimensionTwoOutputsAndConstantsOfAKind() {
    TestGraph g = new TestGraph(13, 0, 4, 20);
    String y = g.node("Conv", List.of("x", g.weightOf(12, 8, 4, 3)));
    y = g.node("Clip", List.of(y, g.scalar(-0.5f), g.scalar(0.75f)));
    String scaled = g.node("Mul", List.of(y, g.random(0.5, 8, 1)));
    String z = g.node("Conv", List.of(scaled, g.weightOf(24, 6, 8, 3), g.weight(6)));
    g.graph.addOutput(TestGraph.value(y, 0, 8, 18));
    g.graph.addOutput(TestGraph.value(z, 0, 6, 16));
    byte[] model = g.model().toByteArray();

    byte[] file = quantised(model);

    assertThat(kernels(file)).containsEntry("QLinearConv", 2).containsEntry("QLinearMul", 1);
    SameCall.check(model, file, 3, 0, 0.05);
  }

  @Property(tries = 8, seed = "20281")
  void randomGraphsComeOutAlike(@ForAll long seed) {
    byte[] model = new RandomGraphsTest().model(seed);
    byte[] file = quantised(model);
    assertThat(cosine(model, file)).isGreaterThan(0.9);
  }
}
