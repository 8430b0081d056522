package io.paretune.evaluators.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.evaluators.onnx.signature.ScoresForm;
import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.score.Predictions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file is asked gets the answers that the network gave in its search. */
class PredictorTest {

  private final Path folder;

  PredictorTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A network of random weights for some data, written as a search writes it. */
  private record Asked(DataSet data, Network network, Weights weights, Path file) {

    static Asked of(DataSet data, Path file) throws IOException {
      int outputs = data.head().outputs();
      var shape = data.shape();
      Shape input = Shape.image(shape.channels(), shape.height(), shape.width());
      Network network = Network.from(input).flatten().linear(outputs).build();
      Weights weights = Initialisation.kaiming(network, 3);
      ModelMetadata metadata =
          ModelMetadata.of(data, ImageReading.defaults(), "scores", Predictions.Form.RAW);
      FileSignature signature =
          FileSignature.fresh(
              input, ScoresForm.vector("scores", outputs), MetadataFile.entries(metadata));
      Files.write(file, signature.sign(OnnxExport.encode(network, weights)));
      return new Asked(data, network, weights, file);
    }

    float[] scores(Split split, int example) {
      return new ReferenceForward(network, weights).logits(split.inputs(example, example + 1));
    }
  }

  private Asked digits() throws IOException {
    return Asked.of(DataSets.open(DataSpec.of("digits")), folder.resolve("digits.onnx"));
  }

  private static double[] softmax(float[] scores) {
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score);
    }
    double[] shares = new double[scores.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp(scores[i]) / sum;
    }
    return shares;
  }

  private static void same(List<Predictor.Named> answers, double[] shares, List<String> names) {
    assertThat(answers).hasSameSizeAs(names);
    for (Predictor.Named answer : answers) {
      assertThat(answer.value()).isCloseTo(shares[names.indexOf(answer.name())], within(1e-5));
    }
    for (int i = 1; i < answers.size(); i++) {
      assertThat(answers.get(i).value()).isLessThanOrEqualTo(answers.get(i - 1).value());
    }
  }

  @Test
  void imagesAndArraysAreReadAsInTraining() throws IOException {
    Asked asked = digits();
    Split split = asked.data().validation();
    float[] raw = new float[64];
    split.examples().copyRaw(5, raw, 0);
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = new byte[64];
    for (int i = 0; i < 64; i++) {
      pixels[i] = (byte) raw[i];
    }
    image.getRaster().setDataElements(0, 0, 8, 8, pixels);
    Path png = folder.resolve("five.png");
    ImageIO.write(image, "png", png.toFile());
    Path two = array("two.npy", "(2, 8, 8, 1)", pixels, pixels);
    Path one = array("one.npy", "(8, 8)", pixels);
    double[] expected = softmax(asked.scores(split, 5));

    try (Predictor predictor = Predictor.open(asked.file(), 1)) {
      ExampleReader reader = new ExampleReader(predictor.metadata().input());
      List<ExampleReader.Example> all = new ArrayList<>();
      List.of(png, two, one).forEach(file -> all.addAll(reader.read(file)));
      assertThat(all)
          .extracting(example -> example.name().replaceAll(".*/", ""))
          .containsExactly("five.png", "two.npy[0]", "two.npy[1]", "one.npy");
      all.forEach(
          example -> same(predictor.answers(example.values()), expected, split.targets().names()));
    }
  }

  private Path array(String name, String shape, byte[]... examples) throws IOException {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': %s, }\n".formatted(shape);
    byte[] words = header.getBytes(StandardCharsets.ISO_8859_1);
    var bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) words.length, 0});
    bytes.write(words);
    for (byte[] example : examples) {
      bytes.write(example);
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }

  /** Numbers, words, dates and missing values, whose coding training has decided. */
  private DataSet table(Task task) throws IOException {
    StringBuilder csv = new StringBuilder("mass,colour,built,verdict\n");
    for (int i = 0; i < 40; i++) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%s,2024-%02d-%02d,%s%n",
              i % 7 == 3 ? "NA" : 10 + i * 0.5,
              List.of("red", "green", "blue").get(i % 3),
              1 + i % 12,
              1 + i % 28,
              i % 2 == 0 ? "keep" : "scrap"));
    }
    Path file = Files.writeString(folder.resolve("parts.csv"), csv);
    return DataSets.open(DataSpec.of(file.toString()).withLabelColumn("verdict").withTask(task));
  }

  @Test
  void rowsAreCodedAsInTraining() throws IOException {
    DataSet data = table(new Classification());
    Asked asked = Asked.of(data, folder.resolve("parts.onnx"));
    Path rows = folder.resolve("parts.csv");

    try (Predictor predictor = Predictor.open(asked.file(), 1)) {
      List<ExampleReader.Example> read = new ExampleReader(predictor.metadata().input()).read(rows);
      assertThat(read).hasSize(40);
      assertThat(read.get(0).name()).endsWith("parts.csv:2");
      List<List<Float>> coded = new ArrayList<>();
      read.forEach(example -> coded.add(floats(example.values())));
      Split split = data.validation();
      float[] raw = new float[data.shape().volume()];
      for (int i = 0; i < split.size(); i++) {
        split.examples().copyRaw(i, raw, 0);
        assertThat(coded).contains(floats(raw));
        same(predictor.answers(raw), softmax(asked.scores(split, i)), split.targets().names());
      }
    }
  }

  private static List<Float> floats(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  @Test
  void oneOutputStandsForThePositiveClass() throws IOException {
    DataSet data = table(new BinaryClassification(Optional.of("keep")));
    Asked asked = Asked.of(data, folder.resolve("binary.onnx"));
    float[] raw = new float[data.shape().volume()];
    data.validation().examples().copyRaw(0, raw, 0);
    double keep = 1 / (1 + Math.exp(-asked.scores(data.validation(), 0)[0]));

    try (Predictor predictor = Predictor.open(asked.file(), 1)) {
      for (Predictor.Named answer : predictor.answers(raw)) {
        assertThat(answer.value())
            .isCloseTo(answer.name().equals("keep") ? keep : 1 - keep, within(1e-5));
      }
    }
  }

  @Test
  void otherExamplesAreRefusedInOneLine() throws IOException {
    Asked images = digits();
    Asked rows = Asked.of(table(new BinaryClassification()), folder.resolve("rows.onnx"));
    Path large = folder.resolve("large.png");
    ImageIO.write(new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_GRAY), "png", large.toFile());
    Path other = Files.writeString(folder.resolve("other.csv"), "mass,colour\n1,red\n");
    Path wrong =
        Files.writeString(folder.resolve("wrong.csv"), "built,mass,colour\n2024-01-01,x,red\n");

    refused(images, large, "an image of 8 x 8");
    refused(images, folder.resolve("none.png"), "expected a file");
    refused(images, other, "which are no tables");
    refused(images, array("short.npy", "(3, 3)", new byte[9]), "an example of 1x8x8");
    refused(rows, other, "missing: [built]");
    refused(rows, wrong, "wrong.csv:2", "a number in column 'mass'");
    refused(rows, large, "a table .csv");
  }

  private static void refused(Asked asked, Path input, String... parts) {
    ExampleReader reader = new ExampleReader(MetadataFile.read(asked.file()).input());
    assertThatThrownBy(() -> reader.read(input))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts)
        .hasMessageMatching("[^\\n]+");
  }
}
