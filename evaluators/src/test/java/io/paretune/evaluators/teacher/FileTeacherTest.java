package io.paretune.evaluators.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Guessing;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.torchscript.TorchScriptExport;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Views;
import io.paretune.hardware.deployment.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTeacherTest {

  private static final int COUNT = 70;
  private final DataSet data = DataSets.open(DataSpec.of("digits"));
  private final Network network = network(Shape.image(1, 8, 8), 10).build();
  private final Weights weights = RandomNetworks.weights(network, 3);
  private final float[] inputs = data.train().inputs(0, COUNT);
  @TempDir Path directory = Path.of("");

  private static NetworkBuilder network(Shape shape, int classes) {
    return Network.from(shape).conv(4, 3).relu().globalAveragePool().flatten().linear(classes);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private Path onnx(String name, Network of) throws IOException {
    return write(name, OnnxExport.encode(of, RandomNetworks.weights(of, 3)));
  }

  private float[] answers(Path file) {
    try (FileTeacher teacher = FileTeacher.open(file, data, 1)) {
      return teacher.logits(inputs, COUNT);
    }
  }

  private float[] expected() {
    try (Inference inference = new Inference(network, weights, Device.cpu())) {
      return inference.logits(inputs, COUNT);
    }
  }

  @Test
  void anOnnxFileAndATorchScriptFileAnswerAsTheirNetworkDoes() throws IOException {
    assertThat(answers(onnx("model.onnx", network))).containsExactly(expected(), within(1e-4f));
    byte[] script = TorchScriptExport.encode(network, weights, Precision.FLOAT32);
    assertThat(answers(write("model.pt", script))).containsExactly(expected(), within(1e-4f));
  }

  @Test
  void probabilitiesAreTakenForTheirLogarithms() throws IOException {
    Network closed =
        network(Shape.image(1, 8, 8), 10).layer("softmax", new Layer.Softmax(false)).build();
    float[] scores = answers(onnx("closed.onnx", closed));
    float[] logits = expected();
    for (int i = 0; i < COUNT; i++) {
      double sum = 0;
      for (int c = 0; c < 10; c++) {
        sum += Math.exp(logits[i * 10 + c]);
      }
      for (int c = 0; c < 10; c++) {
        assertThat((double) scores[i * 10 + c])
            .isCloseTo(Math.max(logits[i * 10 + c] - Math.log(sum), Math.log(1e-12)), within(1e-3));
      }
    }
  }

  @Test
  void itsAnswersAreKeptUnderTheFilesHash() throws IOException {
    TeacherCache cache = new TeacherCache(directory.resolve("cache"), Device.cpu(), 1);
    int[] asked = {0};
    float[] kept = new float[10];
    try (FileTeacher teacher = FileTeacher.open(onnx("model.onnx", network), data, 1)) {
      for (int i = 0; i < 2; i++) {
        TeacherLogits logits =
            cache.answers(
                (batch, count) -> {
                  asked[0] += count;
                  return teacher.logits(batch, count);
                },
                teacher.contentHash(),
                data,
                Views.none(),
                StepGate.open());
        logits.copy(0, 5, kept, 0);
      }
      assertThat(asked[0]).isEqualTo(data.train().size());
      assertThat(kept).containsExactly(Arrays.copyOfRange(expected(), 50, 60), within(1e-4f));
      assertThat(teacher.contentHash())
          .hasSize(64)
          .isNotEqualTo(
              hash(
                  write(
                      "other.onnx",
                      OnnxExport.encode(network, RandomNetworks.weights(network, 4)))));
    }
  }

  @Test
  void aNetworkIsAskedByItsFile() {
    TeacherCache cache = new TeacherCache(directory.resolve("networks"), Device.cpu(), 1);
    float[] kept = new float[10];
    cache
        .answers(new WeightedNetwork(network, weights), data, Views.none(), StepGate.open())
        .copy(0, 0, kept, 0);
    assertThat(kept).containsExactly(Arrays.copyOf(expected(), 10), within(1e-4f));
  }

  private String hash(Path file) {
    try (FileTeacher teacher = FileTeacher.open(file, data, 1)) {
      return teacher.contentHash();
    }
  }

  /** The model with every tensor in a file of its own beside it. */
  private Path withDataBeside(String folder, String location) throws IOException {
    Path place = Files.createDirectories(directory.resolve(folder));
    ModelProto.Builder model =
        ModelProto.parseFrom(OnnxExport.encode(network, weights)).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    ByteArrayOutputStream beside = new ByteArrayOutputStream();
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      ByteBuffer values =
          ByteBuffer.allocate(tensor.getFloatDataCount() * 4).order(ByteOrder.LITTLE_ENDIAN);
      tensor.getFloatDataList().forEach(values::putFloat);
      byte[] bytes = tensor.hasRawData() ? tensor.getRawData().toByteArray() : values.array();
      tensor
          .clearRawData()
          .clearFloatData()
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(entry("location", location))
          .addExternalData(entry("offset", Integer.toString(beside.size())))
          .addExternalData(entry("length", Integer.toString(bytes.length)));
      beside.write(bytes);
    }
    Files.write(place.resolve("model.data"), beside.toByteArray());
    return Files.write(place.resolve("model.onnx"), model.build().toByteArray());
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void tensorsAreReadFromFilesBesideTheModel() throws IOException {
    Path file = withDataBeside("beside", "model.data");
    assertThat(answers(file)).containsExactly(expected(), within(1e-4f));
    String before = hash(file);
    byte[] other = Files.readAllBytes(file.resolveSibling("model.data"));
    other[0] ^= 1;
    Files.write(file.resolveSibling("model.data"), other);
    // kept answers must not be taken for those of other weights
    assertThat(hash(file)).isNotEqualTo(before);
  }

  @Test
  void tensorsOutsideTheModelsFolderAreRefused() throws IOException {
    withDataBeside("outside", "model.data");
    Path data = directory.resolve("outside").resolve("model.data");
    Files.createDirectories(directory.resolve("linked"));
    Files.createSymbolicLink(directory.resolve("linked").resolve("link.data"), data);
    for (Path file :
        List.of(
            withDataBeside("climbing", "../outside/model.data"),
            withDataBeside("absolute", data.toAbsolutePath().toString()),
            withDataBeside("linked", "link.data"),
            withDataBeside("nameless", ""))) {
      assertThatIllegalArgumentException()
          .as(file.toString())
          .isThrownBy(() -> FileTeacher.open(file, this.data, 1))
          .withMessageContaining("the teacher " + file + ": external data must lie in the model's");
    }
    Path gone = withDataBeside("gone", "absent.data");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileTeacher.open(gone, this.data, 1))
        .withMessageContaining("'absent.data' is missing; put it beside the model");
  }

  @Test
  void aTeacherNearChanceIsRefused() throws IOException {
    Guessing guessing = Guessing.of(DataSpec.of("digits"), data);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TeacherSource.File(onnx("untrained.onnx", network))
                    .requireBetter(data, guessing))
        .withMessageContaining("untrained.onnx has accuracy")
        .withMessageContaining("since none was given");
  }

  @Test
  void filesThatDoNotFitAreToldInOneLine() throws IOException {
    Network sevenClasses = network(Shape.image(1, 8, 8), 7).build();
    Network turned = network(Shape.image(8, 1, 8), 10).build();
    Map<Path, String> mistakes =
        Map.of(
            directory.resolve("none.onnx"), "cannot be read",
            write("text.onnx", new byte[] {1, 2, 3}), "must be a classifier in ONNX or TorchScript",
            write("zip.pt", new byte[] {'P', 'K', 3, 4, 5}), "TorchScript file that PyTorch loads",
            onnx("seven.onnx", sevenClasses), "got 7 and 10",
            onnx("turned.onnx", turned), "[1, 8, 8] after the batch, got [8, 1, 8]");
    mistakes.forEach(
        (file, message) ->
            assertThatIllegalArgumentException()
                .as(file.toString())
                .isThrownBy(() -> new TeacherSource.File(file).requireFor(data, network, List.of()))
                .withMessageContaining(message)
                .withMessageContaining(file.getFileName().toString())
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n")));
  }
}
