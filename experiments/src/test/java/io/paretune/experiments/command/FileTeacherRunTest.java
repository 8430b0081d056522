package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.hardware.SharedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ONNX file teaches the students of an experiment, by its answers and by its features. */
class FileTeacherRunTest {

  private static final String EXPERIMENT =
      """
      name: taught
      seed: 7
      data: digits
      family: {name: mbconv, stages: 2, width: 8, depth: 1, kernel: 3, expansion: 2, se-ratio: [0, 0.25]}
      distillation:
        alpha: 0.5
        kind: [soft, feature, attention]
        teacher: {file: %s}
      training: {epochs: 1, fine-tuning-epochs: 0, batch-size: 64}
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: size-bytes, direction: minimize}
      baselines: false
      enqueue:
        - {distillation.kind: soft}
        - {distillation.kind: feature}
        - {distillation.kind: attention}
      budget: {trials: 3}
      """;

  @TempDir private Path directory = Path.of("");

  private final String usual = System.getProperty(SharedDirectory.PROPERTY, "");

  @BeforeEach
  void aCacheOfItsOwn() {
    System.setProperty(SharedDirectory.PROPERTY, directory.resolve("cache").toString());
  }

  @AfterEach
  void theUsualCache() {
    System.setProperty(SharedDirectory.PROPERTY, usual);
  }

  private Path experiment(String teacher) {
    return TinyRun.experiment(directory, EXPERIMENT.formatted(teacher));
  }

  @Test
  void everyKindIsLearnedFromOneFile() throws IOException {
    String text = EXPERIMENT.formatted("digits-net.onnx");
    assertThat(frontOf(text)).contains("distillation.kind", "se-ratio.stage1.block0");
  }

  @Test
  void aGivenModelLearnsFromAnotherFileWhatPruningTookFromIt() throws IOException {
    Network wider =
        new ResNetFamily()
            .largest(
                FamilyContext.of(Shape.image(1, 8, 8), 10)
                    .with("stages", 2)
                    .with("width", 24)
                    .with("depth", 1)
                    .with("kernel", 3));
    CompressCommandTest.model(directory.resolve("wider.onnx"), wider, true);
    String text =
        EXPERIMENT
            .formatted("wider.onnx")
            .replaceFirst("family: .*", "model: digits-net.onnx\ncompression: {pruning: 0.5}")
            .replace("fine-tuning-epochs: 0", "fine-tuning-epochs: 1");
    assertThat(frontOf(text)).contains("distillation.kind");
  }

  /** The front of three trials, one of each kind, from one teacher that was asked once. */
  private String frontOf(String text) throws IOException {
    CompressCommandTest.model(directory, true);
    Path out = directory.resolve("out");
    Path file = TinyRun.experiment(directory, text);
    Spoken run = InThreads.by("run", file.toString(), "--out", out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    String front = Spoken.by("front", out.toString(), "--format", "csv").done().out();
    assertThat(Spoken.by("status", out.toString()).done().out())
        .contains("complete     3", "prepared     teacher: made in ");
    try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
      assertThat(files.filter(kept -> kept.toString().endsWith(".logits"))).hasSize(1);
    }
    // three ways to learn, three networks
    try (Stream<Path> files = Files.walk(out.resolve("artifacts"))) {
      assertThat(files.filter(kept -> kept.toString().endsWith(".onnx"))).hasSize(3);
    }
    return front;
  }

  @Test
  void aTeacherThatKnowsNoBetterThanToGuessIsRefused() {
    CompressCommandTest.model(directory, false);
    Path out = directory.resolve("out");
    String file = experiment("digits-net.onnx").toString();
    List<String> parts =
        List.of(
            "the teacher",
            "digits-net.onnx has accuracy",
            "preprocessing is not the one",
            "measured on the training data, since none was given",
            "in the section 'data'");
    Spoken.by("validate", file).refused(parts);
    Spoken.by("run", file, "--out", out.toString()).refused(parts);
    assertThat(out).doesNotExist();
  }

  @Test
  void whatShowsNoHiddenValuesIsRefusedAndNothingWritten() throws IOException {
    Path model = CompressCommandTest.model(directory, true);
    ModelProto.Builder wave = ModelProto.parseFrom(Files.readAllBytes(model)).toBuilder();
    GraphProto.Builder graph = wave.getGraphBuilder();
    graph.addNode(
        NodeProto.newBuilder()
            .setName("wave")
            .setOpType("Atan")
            .addInput(graph.getOutput(0).getName())
            .addOutput("waves"));
    graph.getOutputBuilder(0).setName("waves");
    Files.write(directory.resolve("wave.onnx"), wave.build().toByteArray());
    Files.write(directory.resolve("model.pt"), new byte[] {'P', 'K', 3, 4, 0});
    Path out = directory.resolve("out");
    for (List<String> mistake :
        List.of(
            List.of("wave.onnx", "'wave'", "Atan", "kind: soft"),
            List.of("model.pt", "tiny.yaml:7", "is TorchScript", "ONNX file of the same model"))) {
      String file = experiment(mistake.get(0)).toString();
      Spoken.by("run", file, "--out", out.toString()).refused(mistake);
      Spoken.by("validate", file).refused(mistake);
      assertThat(out).doesNotExist();
    }
    String soft = EXPERIMENT.formatted("wave.onnx").replace("kind: [soft, feature, attention]", "");
    String valid = soft.replaceAll("(?m)^.*distillation.kind.*\\n|^enqueue:\\n", "");
    assertThat(Spoken.by("validate", TinyRun.experiment(directory, valid).toString()).done().out())
        .contains("is valid");
  }
}
