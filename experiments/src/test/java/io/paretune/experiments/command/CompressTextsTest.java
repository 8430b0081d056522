package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.corpus.TextSource;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.text.TextReading;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.TextTransformerFamily;
import io.paretune.evaluators.metadata.MetadataFile;
import io.paretune.evaluators.metadata.ModelMetadata;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.evaluators.onnx.signature.ScoresForm;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.optimise.Optimisation;
import io.paretune.evaluators.train.optimise.OptimiserKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that read texts, as somebody brings them. */
class CompressTextsTest {

  private static Path model;
  private static Path texts;

  /** Two hundred texts of which a word tells what they are. */
  private static Path texts(Path directory) throws IOException {
    StringBuilder rows = new StringBuilder("text,intent\n");
    for (int i = 0; i < 200; i++) {
      String word = i % 2 == 0 ? "card" : "transfer";
      rows.append("where is my %s number %d".formatted(word, i % 9)).append(",");
      rows.append(word).append("s\n");
    }
    return Files.writeString(directory.resolve("texts.csv"), rows);
  }

  /** A file as {@code paretune export} writes it. */
  @BeforeAll
  static void trained(@TempDir Path directory) throws IOException {
    texts = texts(directory);
    DataSet data =
        DataSets.open(DataSpec.of(texts.toString(), TextSource.at(texts, TextReading.found())));
    Shape.Ids input = (Shape.Ids) data.shape().input();
    Network network =
        new TextTransformerFamily()
            .largest(
                FamilyContext.of(input, 2)
                    .with("width", 16)
                    .with("depth", 1)
                    .with("heads", 2)
                    .with("ratio", 1)
                    .with("head-width", 8));
    Weights weights =
        Trainer.onCpu()
            .train(
                network,
                Initialisation.kaiming(network, 1),
                data.train(),
                data.validation(),
                TrainingSettings.defaults()
                    .withEpochs(12)
                    .withOptimisation(
                        Optimisation.defaults().withOptimiser(OptimiserKind.ADAMW).withPeak(0.01)),
                Optional.empty(),
                EpochListener.untilTheEnd(),
                StepGate.open())
            .weights();
    ModelMetadata metadata =
        ModelMetadata.of(data, ImageReading.defaults(), "scores", Predictions.Form.RAW);
    FileSignature signature =
        FileSignature.fresh(input, ScoresForm.vector("scores", 2), MetadataFile.entries(metadata));
    model =
        Files.write(
            directory.resolve("intents.onnx"), signature.sign(OnnxExport.encode(network, weights)));
  }

  @Test
  void theirTokenizerIsTheModels(@TempDir Path directory) {
    Path out = directory.resolve("out");
    Spoken said =
        InThreads.by(
            "compress",
            model.toString(),
            "--data",
            texts.toString(),
            "--max-drop",
            "100",
            "--no-sharing",
            "--trials",
            "2",
            "--profile",
            TinyRun.briefProfile(directory).toString(),
            "--out",
            out.toString());
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.err()).contains("of " + model, "accuracy 100.00 %");
    assertThat(said.out()).contains("recommended (*)", "as they are", "typos 0.1");
    assertThat(MetadataFile.read(out.resolve("recommended.onnx")).input())
        .isEqualTo(MetadataFile.read(model).input());
  }

  @Test
  void aTokenizerIsMissing(@TempDir Path directory) throws IOException {
    Path bare =
        Files.write(
            directory.resolve("bare.onnx"),
            FileSignature.fresh(Shape.ids(3, 9), ScoresForm.vector("scores", 2), Map.of())
                .sign(bare()));
    Spoken.by("compress", bare.toString(), "--data", "banking-mini")
        .refused(List.of("reads ids of tokens", "tokenizer.json"));
  }

  @Test
  void aTokenizerThatPadsOtherwiseIsRefused(@TempDir Path directory) throws IOException {
    Path bare =
        Files.write(
            directory.resolve("bare.onnx"),
            FileSignature.fresh(Shape.ids(3, 9), ScoresForm.vector("scores", 2), Map.of())
                .sign(bare()));
    Files.writeString(
        directory.resolve("tokenizer.json"),
        """
        {"pre_tokenizer": {"type": "BertPreTokenizer"}, "model": {"type": "WordLevel",
         "unk_token": "<unk>", "vocab": {"<s>": 0, "<pad>": 1, "<unk>": 2, "a": 3}}}
        """);
    Spoken.by("compress", bare.toString(), "--data", "banking-mini")
        .refused(List.of("tokenizer.json pads texts with id 1", "takes id 0 for padding"));
  }

  private static byte[] bare() {
    Network network =
        new TextTransformerFamily()
            .largest(
                FamilyContext.of(Shape.ids(3, 9), 2)
                    .with("width", 8)
                    .with("depth", 1)
                    .with("heads", 1)
                    .with("head-width", 8));
    return OnnxExport.encode(network, Initialisation.kaiming(network, 1));
  }
}
