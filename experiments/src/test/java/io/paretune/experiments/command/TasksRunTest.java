package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tasks beside classification: tables searched from a file, what comes out compressed. */
class TasksRunTest {

  @TempDir private Path directory = Path.of("");

  /** An example with three trials in one worker, and its data where they are. */
  private static String example(String name, String table) throws IOException {
    Path data = Path.of("examples", table).toAbsolutePath();
    String text = Files.readString(Path.of("examples", name));
    assertThat(text).contains("source: " + table, "count: 2", "budget: {trials: 20}");
    return text.replace("source: " + table, "source: " + data)
        .replace("count: 2", "count: 1")
        .replace("budget: {trials: 20}", "budget: {trials: 3}");
  }

  private Path searched(String text) {
    Path out = directory.resolve("run");
    Spoken run =
        InThreads.by(
            "run", TinyRun.experiment(directory, text).toString(), "--out", out.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).containsOnlyOnce("guessing gets ");
    return out;
  }

  /** The lines of all trials, the head first. */
  private static List<String> trials(Path run) throws IOException {
    Spoken.by("report", run.toString()).done();
    return Files.readAllLines(run.resolve("report").resolve("trials.csv"));
  }

  /** A file of 32 bits that a run has kept. */
  private static Path kept(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run.resolve("artifacts"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (!text.contains("DequantizeLinear")) {
          return file;
        }
      }
    }
    throw new AssertionError("the run has kept no file of 32 bits");
  }

  private Path data(String text) throws IOException {
    return Files.writeString(directory.resolve("data.yaml"), text);
  }

  private Spoken compressed(Path run, Path data, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("compress", kept(run).toString()));
    arguments.addAll(List.of("--data", data.toString(), "--trials", "2"));
    arguments.addAll(List.of("--profile", TinyRun.briefProfile(directory).toString()));
    arguments.addAll(List.of("--out", directory.resolve("compressed").toString()));
    arguments.addAll(List.of(options));
    return InThreads.by(arguments.toArray(String[]::new));
  }

  private void assertRecommended(Spoken said) {
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("as it came", "recommended (*)");
    assertThat(directory.resolve("compressed").resolve("recommended.onnx")).isNotEmptyFile();
  }

  @Test
  void numbersOfATable() throws IOException {
    Path run = searched(example("08-regression-table.yaml", "cars.csv"));
    assertThat(trials(run).get(0)).contains(",rmse,size-bytes,mae,r2,", ",test-rmse,");
    Path table = Path.of("examples", "cars.csv").toAbsolutePath();
    Path data = data("source: " + table + "\nlabel: consumption\n");
    Spoken said = compressed(run, data, "--task", "regression", "--max-drop", "10");
    assertRecommended(said);
    assertThat(said.err())
        .containsPattern("rmse 0\\.\\d+ on the validation examples \\(guessing 1\\.748");
    assertThat(Files.readString(directory.resolve("compressed").resolve("experiment.yaml")))
        .as("what has no meaning is not searched")
        .contains("temperature: 1\n");
    Spoken looked =
        Spoken.by(
            "sensitivity",
            kept(run).toString(),
            "--data",
            data.toString(),
            "--task",
            "regression",
            "--bits",
            "8");
    assertThat(looked.code()).as(looked.err()).isZero();
    assertThat(looked.out()).contains("bits=8", "divergence in variances");
  }

  @Test
  void oneOfTwoClassesWithOneOutput() throws IOException {
    Path run = searched(example("09-binary-table.yaml", "pumps.csv"));
    assertThat(trials(run).get(0))
        .contains(",recall:fails,precision:fails,size-bytes,", ",test-recall:fails");
    Path table = Path.of("examples", "pumps.csv").toAbsolutePath();
    Path data = data("source: " + table + "\nlabel: outcome\n");
    // the output stands for 'fails'; taken for the other class, it is always wrong
    compressed(run, data, "--task", "binary")
        .refused(List.of("has accuracy", "stands for the other class, 'fails': say --positive"));
    compressed(run, data, "--task", "binary", "--positive", "fail")
        .refused(List.of("[fails, runs], got 'fail'; did you mean 'fails'?"));
    compressed(run, data, "--task", "regression", "--positive", "fails")
        .refused(List.of("--positive", "--task binary"));
    assertRecommended(
        compressed(run, data, "--task", "binary", "--positive", "fails", "--max-drop", "100"));
    assertThat(Files.readString(directory.resolve("compressed").resolve("experiment.yaml")))
        .contains("task: {name: binary, positive: fails}");
  }

  @Test
  void numbersOfImagesThatATableLists() throws IOException {
    Path photos = Files.createDirectories(directory.resolve("photos"));
    StringBuilder table = new StringBuilder("image,brightness\n");
    for (int i = 0; i < 60; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      for (int pixel = 0; pixel < 64; pixel++) {
        image.getRaster().setSample(pixel % 8, pixel / 8, 0, 4 * i + pixel % 3);
      }
      ImageIO.write(image, "png", photos.resolve(i + ".png").toFile());
      table.append(i < 55 ? "%d.png,%d%n".formatted(i, 1000 + 4 * i) : "");
    }
    Files.writeString(directory.resolve("table.csv"), table);
    String text =
        """
        name: brightness
        task: regression
        data: {format: image-table, train: table.csv, images: photos, image-column: image, label: brightness}
        family: {name: resnet, stages: 1, width: [8], depth: [1, 2], kernel: [3]}
        training: {epochs: 10, batch-size: 8}
        objectives: [{metric: rmse}]
        budget: {trials: 2}
        """;
    Path file = TinyRun.experiment(directory, text);
    assertThat(Spoken.by("validate", file.toString()).done().out())
        .contains("5 images of " + photos + " are in no table, and not used")
        .contains("guessing gets rmse 6");
    Path run = searched(text);
    assertThat(trials(run).get(0)).contains(",rmse,", ",test-rmse,");
    Spoken.by(
            "validate",
            TinyRun.experiment(directory, text.replace("images: photos", "images: photo"))
                .toString())
        .refused(List.of("'images' must name an existing file, got "));
    Spoken.by(
            "validate",
            TinyRun.experiment(directory, text.replace("format: image-table", "format: csv"))
                .toString())
        .refused(List.of("unknown key 'images'"));
    Files.delete(photos.resolve("7.png"));
    Spoken.by("validate", TinyRun.experiment(directory, text).toString())
        .refused(List.of("table.csv:9: expected an image file ", "7.png, found no such file"));
  }

  @Test
  void severalLabels() throws IOException {
    Random random = new Random(5);
    StringBuilder table = new StringBuilder("x,y,right,top,both\n");
    for (int i = 0; i < 200; i++) {
      double x = random.nextDouble() * 2 - 1;
      double y = random.nextDouble() * 2 - 1;
      table.append(
          "%s,%s,%d,%d,%d%n".formatted(x, y, x > 0 ? 1 : 0, y > 0 ? 1 : 0, x > 0 && y > 0 ? 1 : 0));
    }
    Path csv = Files.writeString(directory.resolve("points.csv"), table);
    String labels = "label: [right, top, both]";
    Path run =
        searched(
            """
            name: labels
            task: multi-label
            data: {source: %s, %s}
            family: {name: mlp, width: [16, 32], depth: [1]}
            training: {epochs: 30, batch-size: 16}
            objectives: [{metric: f1-macro}, {metric: "recall:both"}]
            budget: {trials: 2}
            """
                .formatted(csv, labels));
    assertThat(trials(run).get(0)).contains(",f1-macro,recall:both,");
    Path data = data("source: " + csv + "\n" + labels + "\n");
    assertRecommended(compressed(run, data, "--task", "multi-label", "--max-drop", "100"));
  }
}
