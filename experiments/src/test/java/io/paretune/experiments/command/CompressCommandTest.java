package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.evaluators.onnx.signature.InputForm;
import io.paretune.evaluators.onnx.signature.ScoresForm;
import io.paretune.evaluators.onnx.signature.Tail;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.experiments.evaluation.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompressCommandTest {

  private static final Network NETWORK =
      new ResNetFamily()
          .largest(
              FamilyContext.of(Shape.image(1, 8, 8), 10)
                  .with("stages", 1)
                  .with("width", 16)
                  .with("depth", 2)
                  .with("kernel", 3));

  /** Each network is trained once for all the tests that bring it. */
  private static final Map<Network, Weights> TRAINED = new ConcurrentHashMap<>();

  /** A model as others publish it: trained, with normalisation folded. */
  static Path model(Path directory, boolean trained) {
    return model(directory.resolve("digits-net.onnx"), NETWORK, trained);
  }

  /** As {@link #model(Path, boolean)}, of another network. */
  static Path model(Path file, Network network, boolean trained) {
    Weights weights =
        trained
            ? TRAINED.computeIfAbsent(network, CompressCommandTest::trained)
            : Initialisation.kaiming(network, 1);
    WeightedNetwork folded = FoldBatchNorm.fold(network, weights);
    OnnxExport.write(folded.network(), folded.weights(), file);
    return file;
  }

  private static Weights trained(Network network) {
    DataSet data = DataSets.open(DataSpec.of("digits"));
    return Trainer.onCpu()
        .train(
            network,
            Initialisation.kaiming(network, 1),
            data.train(),
            data.validation(),
            TrainingSettings.defaults().withEpochs(3),
            Optional.empty(),
            EpochListener.untilTheEnd(),
            StepGate.open())
        .weights();
  }

  /** The same network as a caller's file: images with channels last, a label beside the scores. */
  private static Path calledOtherwise(Path model) throws IOException {
    byte[] network = Files.readAllBytes(model);
    ModelProto.Builder frame = ModelProto.newBuilder().setProducerName("keras").setDomain("a.b");
    frame
        .getGraphBuilder()
        .setName("their graph")
        .addInput(value("pictures", 1, "many", "8", "8", "1"))
        .addOutput(value("label", 7, "many"))
        .addOutput(value("their scores", 1, "many", "10"));
    Tail tail =
        new Tail(
            List.of(
                NodeProto.newBuilder()
                    .setOpType("ArgMax")
                    .addInput("their scores")
                    .addOutput("label")
                    .addAttribute(OnnxGraph.integer("axis", 1))
                    .addAttribute(OnnxGraph.integer("keepdims", 0))
                    .build()),
            List.of(),
            List.of());
    FileSignature signature =
        new FileSignature(
            frame.build(), InputForm.channelsLast(1), ScoresForm.vector("their scores", 10), tail);
    return Files.write(model, signature.sign(network));
  }

  private static ValueInfoProto value(String name, int type, String... axes) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    TypeProto.Tensor.Builder tensor = value.getTypeBuilder().getTensorTypeBuilder();
    tensor.setElemType(type);
    for (String axis : axes) {
      TensorShapeProto.Dimension.Builder dim = tensor.getShapeBuilder().addDimBuilder();
      if (axis.equals("many")) {
        dim.setDimParam(axis);
      } else {
        dim.setDimValue(Long.parseLong(axis));
      }
    }
    return value.build();
  }

  /** What a program that calls the file must know of it, and gets. */
  private static List<String> call(Path model) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    float[][][][] pictures = new float[3][8][8][1];
    try (OrtSession session = environment.createSession(model.toString());
        OnnxTensor tensor = OnnxTensor.createTensor(environment, pictures);
        OrtSession.Result result = session.run(Map.of("pictures", tensor))) {
      List<String> known = new ArrayList<>();
      session.getInputInfo().values().forEach(input -> known.add(String.valueOf(input)));
      session.getOutputInfo().values().forEach(output -> known.add(String.valueOf(output)));
      known.add(session.getMetadata().getProducerName() + " " + session.getMetadata().getDomain());
      known.add(session.getMetadata().getGraphName());
      result.forEach(value -> known.add(value.getKey() + value.getValue().getInfo()));
      return known;
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aModelComesOutSmaller(@TempDir Path directory) throws IOException {
    Path model = calledOtherwise(model(directory, true));
    Path out = directory.resolve("out");
    List<String> opened = new ArrayList<>();
    Sources counting =
        new Sources(
            data -> {
              opened.add(data.source());
              return DataSets.open(data);
            });
    Spoken said =
        Spoken.by(
            () ->
                new CommandLine(new CompressCommand(counting, run -> {}))
                    .execute(
                        model.toString(),
                        "--data",
                        "digits",
                        "--max-drop",
                        "100",
                        "--no-sharing",
                        "--trials",
                        "3",
                        "--profile",
                        TinyRun.briefProfile(directory).toString(),
                        "--out",
                        out.toString()));
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(opened).containsExactly("digits");
    assertThat(said.out()).contains("as it came", "1.00x", "100.0%", "recommended (*)");
    assertThat(said.out()).contains("as they are", "jpeg 0.5", "worst class");
    assertThat(out.resolve("robustness.json")).content().contains("\"metric\" : \"accuracy\"");
    assertThat(call(out.resolve("recommended.onnx"))).isEqualTo(call(model));
    // a run like any other
    assertThat(Files.readString(out.resolve("experiment.yaml"))).contains(model.toString());
    assertThat(Spoken.by("status", out.toString()).done().out())
        .contains("digits-net-compressed", "complete     3");
    assertThat(Spoken.by("front", out.toString(), "--format", "csv").done().out())
        .contains("accuracy", "latency-ms");
  }

  @Test
  void sharingOnDemandNeedsSomethingElastic(@TempDir Path directory) {
    Network plain = Network.from(Shape.image(1, 8, 8)).block("a").flatten().linear(10).build();
    Path model = model(directory.resolve("plain.onnx"), plain, true);
    Path out = directory.resolve("out");
    Spoken.by(
            "compress", model.toString(), "--data", "digits", "--sharing", "--out", out.toString())
        .refused(List.of("something of a model must be elastic"));
    assertThat(out).doesNotExist();
    Spoken said =
        InThreads.by(
            "compress",
            model.toString(),
            "--data",
            "digits",
            "--trials",
            "1",
            "--profile",
            TinyRun.briefProfile(directory).toString(),
            "--out",
            out.toString());
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.err()).contains("nothing of the model is elastic");
  }

  @Test
  void aModelThatKnowsNothingOfTheDataIsTold(@TempDir Path directory) {
    Path model = model(directory, false);
    Spoken.by(
            "compress",
            model.toString(),
            "--data",
            "digits",
            "--out",
            directory.resolve("out").toString())
        .refused(List.of("guessing", "preprocessing", "measured on the training data"));
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void mistakesAreOneLineAndNothingIsWritten(@TempDir Path directory) throws IOException {
    Path model = model(directory, false);
    Path broken = Files.writeString(directory.resolve("broken.onnx"), "not ONNX");
    String out = directory.resolve("out").toString();
    Spoken.by("compress", directory.resolve("none.onnx").toString(), "--data", "digits")
        .refused(List.of("there is no model file"));
    Spoken.by("compress", broken.toString(), "--data", "digits", "--out", out)
        .refused(List.of("broken.onnx"));
    Spoken.by("compress", model.toString(), "--data", "nowhere", "--out", out)
        .refused(List.of("--data must exist"));
    Spoken.by("compress", model.toString(), "--data", "fashion-mini", "--out", out)
        .refused(List.of("the model's input shape 1x8x8"));
    Spoken.by("compress", model.toString(), "--data", "digits", "--max-drop", "-1")
        .refused(List.of("--max-drop"));
    Spoken.by("compress", model.toString(), "--data", "digits", "--time-limit", "soon")
        .refused(List.of("--time-limit must be a time"));
    Spoken.by("compress", model.toString(), "--data", "digits", "--profile", "cpu-9")
        .refused(List.of("cpu-9"));
    Spoken.by("compress", model.toString(), "--data", "digits", "--max-latency", "2 parsecs")
        .refused(List.of("--max-latency must be a time"));
    assertThat(directory.resolve("out")).doesNotExist();
  }
}
