package io.paretune.evaluators.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.torchscript.TorchScriptExport;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.hardware.deployment.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTeacherTest {

  private static final Shape.Image COLOURS = Shape.image(3, 8, 8);
  private static final int COUNT = 20;
  private final DataSet data = coloured();
  private final Network network = network().build();
  private final Weights weights = RandomNetworks.weights(network, 3);
  @TempDir Path directory = Path.of("");

  private static NetworkBuilder network() {
    NetworkBuilder net = Network.from(COLOURS).block("stem").conv(4, 3).relu();
    return net.block("head").globalAveragePool().flatten().linear(4);
  }

  private static DataSet coloured() {
    byte[] pixels = new byte[COUNT * COLOURS.elements()];
    new Random(5).nextBytes(pixels);
    int[] labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = i % 4;
    }
    Examples examples =
        Examples.ofBytes(new InputShape(3, 8, 8), List.of("a", "b", "c", "d"), pixels, labels);
    Preprocessing preprocessing = Preprocessing.measured(examples);
    return new DataSet(
        "coloured",
        new TrainSplit(examples, preprocessing),
        new ValidationSplit(examples, preprocessing),
        "coloured",
        "untested");
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private Path onnx(String name, Network of) throws IOException {
    return write(name, OnnxExport.encode(of, RandomNetworks.weights(of, 3)));
  }

  private float[] answers(NetworkTeacher teacher) {
    try (Inference inference = teacher.inference(Device.cpu())) {
      return inference.logits(data.train().inputs(0, COUNT), COUNT);
    }
  }

  private float[] expected() {
    try (Inference inference = new Inference(network, weights, ai.djl.Device.cpu())) {
      return inference.logits(data.train().inputs(0, COUNT), COUNT);
    }
  }

  @Test
  void aSoftmaxThatClosesTheFileIsCutOff() throws IOException {
    for (boolean log : List.of(false, true)) {
      Network closed = network().layer("softmax", new Layer.Softmax(log)).build();
      NetworkTeacher teacher = NetworkTeacher.open(onnx("closed.onnx", closed), data, 1);
      assertThat(teacher.network().output().layer()).isInstanceOf(Layer.Linear.class);
      assertThat(answers(teacher)).containsExactly(expected(), within(1e-4f));
    }
  }

  /** The same model for images of {@code height x width x channels}. */
  private byte[] channelsLast() throws InvalidProtocolBufferException {
    ModelProto.Builder model =
        ModelProto.parseFrom(OnnxExport.encode(network, weights)).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    String first = graph.getInput(0).getName();
    graph.getInputBuilder(0).setName("images");
    var shape = graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
    shape.setDim(1, shape.getDim(2)).setDim(3, shape.getDim(3).toBuilder().setDimValue(3));
    NodeProto moved =
        NodeProto.newBuilder()
            .setOpType("Transpose")
            .addInput("images")
            .addOutput(first)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("perm")
                    .setType(AttributeProto.AttributeType.INTS)
                    .addAllInts(List.of(0L, 3L, 1L, 2L)))
            .build();
    graph.addNode(0, moved);
    return model.build().toByteArray();
  }

  @Test
  void aFileWithChannelsLastTeachesAlike() throws IOException {
    Path file = write("last.onnx", channelsLast());
    NetworkTeacher teacher = NetworkTeacher.open(file, data, 1);
    assertThat(teacher.network().input()).isEqualTo(COLOURS);
    assertThat(answers(teacher)).containsExactly(expected(), within(1e-4f));
    try (FileTeacher answering = FileTeacher.open(file, data, 1)) {
      assertThat(answering.logits(data.train().inputs(0, COUNT), COUNT))
          .containsExactly(expected(), within(1e-4f));
      assertThat(teacher.contentHash()).isEqualTo(answering.contentHash());
    }
  }

  /** The model with an operator behind its scores that has no layer. */
  private byte[] withSine() throws InvalidProtocolBufferException {
    ModelProto.Builder model =
        ModelProto.parseFrom(OnnxExport.encode(network, weights)).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    NodeProto sine =
        NodeProto.newBuilder()
            .setName("wave")
            .setOpType("Sin")
            .addInput(graph.getOutput(0).getName())
            .addOutput("waves")
            .build();
    graph.getOutputBuilder(0).setName("waves");
    return model.setGraph(graph.addNode(sine)).build().toByteArray();
  }

  @Test
  void whatCannotBeImportedTeachesByItsAnswersAlone() throws IOException {
    TeacherSource.File sine = new TeacherSource.File(write("sine.onnx", withSine()));
    sine.requireFor(data, network, List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sine.requireFor(data, network, List.of(FeatureLossKind.FEATURE)))
        .withMessageContaining("sine.onnx runs, but its features cannot be had")
        .withMessageContaining("'wave'")
        .withMessageContaining("Sin")
        .withMessageContaining("kind: soft")
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
  }

  @Test
  void aTorchScriptFileShowsNothing() throws IOException {
    TeacherSource.File script =
        new TeacherSource.File(
            write("model.pt", TorchScriptExport.encode(network, weights, Precision.FLOAT32)));
    script.requireFor(data, network, List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> script.requireFor(data, network, List.of(FeatureLossKind.ATTENTION)))
        .withMessageContaining("model.pt is TorchScript")
        .withMessageContaining("ONNX file of the same model");
  }

  @Test
  void aStudentThatHasNothingToCompareIsToldBeforehand() throws IOException {
    TeacherSource.File file = new TeacherSource.File(onnx("model.onnx", network));
    Network perceptron = Network.from(COLOURS).flatten().linear(8).relu().linear(4).build();
    file.requireFor(data, perceptron, List.of(FeatureLossKind.FEATURE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> file.requireFor(data, perceptron, List.of(FeatureLossKind.ATTENTION)))
        .withMessageContaining("model.onnx: student and teacher must have hidden images");
  }
}
