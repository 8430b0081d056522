package io.paretune.evaluators.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.evaluators.onnx.signature.ScoresForm;
import io.paretune.evaluators.task.OutputFunction;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTest {

  private static final DataSet DIGITS = DataSets.open(DataSpec.of("digits"));
  private static final ModelMetadata METADATA =
      ModelMetadata.of(DIGITS, ImageReading.defaults(), "scores", Predictions.Form.RAW);

  private static byte[] file(Shape input, ModelMetadata metadata) {
    Network network = Network.from(input).flatten().linear(10).build();
    return FileSignature.fresh(
            input, ScoresForm.vector("scores", 10), MetadataFile.entries(metadata))
        .sign(OnnxExport.encode(network, Initialisation.kaiming(network, 1)));
  }

  private static byte[] digits() {
    return file(Shape.image(1, 8, 8), METADATA);
  }

  @Property(tries = 100, seed = "5")
  void whatIsWrittenIsRead(
      @ForAll @Size(min = 2, max = 5) List<String> names,
      @ForAll boolean normalises,
      @ForAll OutputFunction function) {
    ModelMetadata metadata =
        new ModelMetadata(
            "binary",
            names,
            Optional.of(names.get(1)),
            new ModelMetadata.Input(
                ModelMetadata.Input.Kind.VALUES,
                InputShape.vector(2),
                Optional.empty(),
                ImageReading.WHITE,
                List.of(
                    new CodedColumn("a", "number", Map.of("numerals", "plain")),
                    new CodedColumn("b", "one-hot", Map.of("values", names)))),
            new Preprocessing(1 / 255.0, List.of(0.1, 1e-9), List.of(3.0, 1 / 3.0)),
            normalises,
            new ModelMetadata.Output("scores", function));

    Map<String, String> entries = MetadataFile.entries(metadata);

    assertThat(MetadataJson.read(MetadataJson.object(entries))).contains(metadata);
    assertThat(
            MetadataJson.read(MetadataJson.parsed(MetadataJson.text(MetadataJson.write(metadata)))))
        .contains(metadata);
  }

  @Test
  void aFileSaysItOrTheJsonBesideIt(@TempDir Path folder) throws Exception {
    Path own = Files.write(folder.resolve("own.onnx"), digits());
    Network network = Network.from(Shape.image(1, 8, 8)).flatten().linear(10).build();
    Path other = folder.resolve("other.onnx");
    OnnxExport.write(network, Initialisation.kaiming(network, 1), other);

    assertThat(MetadataFile.read(own)).isEqualTo(METADATA);
    assertThatThrownBy(() -> MetadataFile.read(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no other.json lies beside it");
    MetadataFile.write(METADATA, other);
    assertThat(MetadataFile.read(other)).isEqualTo(METADATA);
  }

  @Test
  void damagedMetadataAreRefusedInOneLine(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("net.onnx"), "no model");
    for (String json :
        List.of(
            "{",
            "{\"paretune\": \"7\"}",
            "{\"paretune\": \"1\"}",
            MetadataJson.text(MetadataJson.write(METADATA)).replace("\"image\"", "\"sound\""))) {
      Files.writeString(folder.resolve("net.json"), json);
      assertThatThrownBy(() -> MetadataFile.read(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("[^\\n]+");
    }
  }

  @Test
  void aFileThatNormalisesAnswersAlikeToTheLastBit() {
    byte[] file = digits();
    SelfContained added = SelfContained.of(file, METADATA).normalising();
    float[] raw = new float[64];
    DIGITS.validation().examples().copyRaw(3, raw, 0);
    float[] ready = DIGITS.validation().inputs(3, 4);
    try (BatchModel plain = BatchModel.onnx(file, 1);
        BatchModel whole = BatchModel.onnx(added.encode(), 1)) {
      assertThat(whole.run(FloatBuffer.wrap(raw), 1).get("scores"))
          .containsExactly(plain.run(FloatBuffer.wrap(ready), 1).get("scores"));
    }
    assertThat(added.metadata().normalises()).isTrue();
    assertThat(MetadataFile.of(added.encode())).contains(added.metadata());
  }

  @Test
  void missingNumbersAreTheMeanInTheGraphToo() {
    ModelMetadata table =
        new ModelMetadata(
            "classification",
            METADATA.names(),
            Optional.empty(),
            new ModelMetadata.Input(
                ModelMetadata.Input.Kind.VALUES,
                InputShape.vector(3),
                Optional.empty(),
                ImageReading.WHITE,
                List.of()),
            new Preprocessing(1, List.of(1.0, 2.0, 3.0), List.of(2.0, 4.0, 8.0)),
            false,
            METADATA.output());
    byte[] file = file(Shape.image(3, 1, 1), table);
    byte[] whole = SelfContained.of(file, table).normalising().encode();
    try (BatchModel plain = BatchModel.onnx(file, 1);
        BatchModel added = BatchModel.onnx(whole, 1)) {
      assertThat(added.run(FloatBuffer.wrap(new float[] {5, Float.NaN, 3}), 1).get("scores"))
          .containsExactly(plain.run(FloatBuffer.wrap(new float[] {2, 0, 0}), 1).get("scores"));
    }
  }

  @Test
  void probabilitiesStandBesideTheScores() {
    byte[] file = SelfContained.of(digits(), METADATA).withProbabilities().encode();
    try (BatchModel model = BatchModel.onnx(file, 1)) {
      Map<String, float[]> outputs = model.run(FloatBuffer.wrap(new float[128]), 2);
      assertThat(outputs.keySet()).containsExactly("scores", "probabilities");
      float[] expected = Objects.requireNonNull(outputs.get("scores")).clone();
      float[] shares = Objects.requireNonNull(outputs.get("probabilities"));
      OutputFunction.SOFTMAX.apply(expected, 0, 10);
      float sum = 0;
      for (int i = 0; i < 10; i++) {
        assertThat(shares[i]).isCloseTo(expected[i], within(1e-6f));
        sum += expected[i];
      }
      assertThat(sum).isCloseTo(1, within(1e-5f));
    }
    assertThatThrownBy(() -> SelfContained.of(file, METADATA).withProbabilities())
        .hasMessageContaining("already");
  }
}
