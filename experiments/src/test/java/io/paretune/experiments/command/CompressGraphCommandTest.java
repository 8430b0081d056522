package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.onnx.OnnxExport;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressGraphCommandTest {

  private static Path model(Path directory) {
    Network network = Network.from(Shape.vector(32)).linear(64).relu().linear(8).build();
    Path file = directory.resolve("net.onnx");
    OnnxExport.write(network, Initialisation.kaiming(network, 2), file);
    return file;
  }

  private static byte[] array(int rows, int columns) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }\n".formatted(rows, columns);
    byte[] words = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer values = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(1);
    while (values.hasRemaining()) {
      values.putFloat((float) random.nextGaussian());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) words.length, 0});
    bytes.write(words);
    bytes.write(values.array());
    return bytes.toByteArray();
  }

  private static Path zipped(Path file, String name, byte[] array) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name + ".npy"));
      zip.write(array);
    }
    return file;
  }

  @Test
  void aGraphComesOutSmaller(@TempDir Path directory) throws IOException {
    String model = model(directory).toString();
    Path calls = Files.createDirectories(directory.resolve("calls"));
    Files.write(calls.resolve("one.npy"), array(3, 32));
    zipped(calls.resolve("two.npz"), "input", array(1, 32));
    Path out = directory.resolve("out");

    Spoken said =
        Spoken.by("compress", model, "--inputs", calls.toString(), "--out", out.toString());

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("as it came", "float16", "static-int8", "recommended (*)");
    assertThat(said.out()).containsPattern("plan 1: [0-2] blocks int8, [0-2] stored");
    assertThat(said.err()).contains("the graph stays as it is");
    assertThat(Files.size(out.resolve("recommended.onnx")))
        .isLessThan(Files.size(Path.of(model)) * 6 / 10);
    Spoken.by("compress", model, "--inputs", calls.toString(), "--out", out.toString())
        .refused(List.of("holds a recommended file already"));
    Path theirs = Files.createDirectories(directory.resolve("theirs/front")).resolve("left.onnx");
    Files.write(theirs, new byte[1]);
    Spoken.by("compress", model, "--inputs", calls.toString(), "--out", directory + "/theirs")
        .refused(List.of("holds 'front' already"));
    assertThat(theirs).exists();
    Spoken none =
        Spoken.by(
            "compress",
            model,
            "--inputs",
            calls.toString(),
            "--min-cosine",
            "1",
            "--out",
            directory.resolve("exact").toString());
    assertThat(none.code()).isEqualTo(1);
    assertThat(directory.resolve("exact/recommended.onnx")).doesNotExist();
    assertThat(directory.resolve("exact/candidates.json"))
        .content()
        .contains("\"calibration\" : 1", "\"judged\" : 1", "\"same\" : false");
    assertThat(directory.resolve("exact/front")).isNotEmptyDirectory();
  }

  @Test
  void mistakesAreOneLine(@TempDir Path directory) throws IOException {
    String model = model(directory).toString();
    Path other = zipped(directory.resolve("other.npz"), "pixels", array(1, 32));
    Path narrow = Files.write(directory.resolve("narrow.npy"), array(1, 31));
    Path good = Files.write(directory.resolve("good.npy"), array(1, 32));
    Spoken.by("compress", model, "--inputs", other.toString())
        .refused(List.of("the model's inputs [input FLOAT[-1, 32]]", "got [pixels [1, 32]]"));
    Spoken.by("compress", model, "--inputs", narrow.toString())
        .refused(List.of("got [input [1, 31]]"));
    Spoken.by("compress", model, "--inputs", good.toString(), "--data", "digits")
        .refused(List.of("either --data or --inputs"));
    Spoken.by("compress", model, "--inputs", good.toString(), "--min-cosine", "2")
        .refused(List.of("--min-cosine"));
    Spoken.by("compress", model, "--inputs", good.toString(), "--keep-float", "(")
        .refused(List.of("Unclosed group"));
    Spoken.by("compress", model, "--inputs", good.toString(), "--accuracy-level", "5")
        .refused(List.of("--accuracy-level must lie in [0, 4], got 5"));
    Spoken.by("compress", model, "--inputs", good.toString(), "--cosine", "cosy")
        .refused(List.of("--cosine must be centred or plain, got 'cosy'"));
    Spoken.by("compress", model).refused(List.of("--data is missing"));
    for (String[] of :
        List.of(
            new String[] {"--seed", "3"},
            new String[] {"--task", "binary"},
            new String[] {"--positive", "b"},
            new String[] {"--trials", "3"})) {
      Spoken.by("compress", model, "--inputs", good.toString(), of[0], of[1])
          .refused(List.of(of[0] + " belongs to --data, not to --inputs"));
    }
    Spoken.by("compress", model, "--inputs", good.toString(), "--sharing")
        .refused(List.of("--no-sharing belongs to --data"));
    Spoken.by("compress", model, "--data", "digits", "--keep-float", "x")
        .refused(List.of("--keep-float belongs to --inputs, not to --data"));
  }

  @Test
  void whatCannotBeMadeSmallerIsToldWhy(@TempDir Path directory) throws IOException {
    Network network = Network.from(Shape.vector(32)).relu().build();
    Path file = directory.resolve("net.onnx");
    OnnxExport.write(network, Initialisation.kaiming(network, 2), file);
    String calls = Files.write(directory.resolve("one.npy"), array(3, 32)).toString();
    String out = directory.resolve("out").toString();

    Spoken said = Spoken.by("compress", file.toString(), "--inputs", calls, "--out", out);

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .contains("nothing of the graph can be made smaller: it holds no convolution")
        .doesNotContain("keeps to the plain cosine");
  }

  @Test
  void theTimeLimitIsOfAllOfIt(@TempDir Path directory) throws IOException {
    String model = model(directory).toString();
    String calls = Files.write(directory.resolve("one.npy"), array(3, 32)).toString();
    Spoken said =
        Spoken.by(
            "compress",
            model,
            "--inputs",
            calls,
            "--time-limit",
            "1ms",
            "--out",
            directory.resolve("out").toString());
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .contains("folded is left out: the time limit", "static-int8 is left out: the time limit");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsToldBeforeTheSearch(@TempDir Path directory) throws IOException {
    String model = model(directory).toString();
    String calls = Files.write(directory.resolve("one.npy"), array(3, 32)).toString();
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    Spoken.by("compress", model, "--inputs", calls, "--out", file.resolve("below/out").toString())
        .refused(List.of("--out", "must be a directory that can be written"));
  }

  /** A program that prints how many bytes a file has, in thousands; or fails, or talks. */
  private static String program(Path directory, String body) throws IOException {
    Path script = Files.writeString(directory.resolve("judge.sh"), "#!/bin/sh\n" + body + "\n");
    return "sh " + script;
  }

  @Test
  void aProgramDecides(@TempDir Path directory) throws IOException {
    String model = model(directory).toString();
    String calls = Files.write(directory.resolve("one.npy"), array(3, 32)).toString();
    Path out = directory.resolve("out");

    Spoken said =
        Spoken.by(
            "compress",
            model,
            "--inputs",
            calls,
            "--evaluate",
            program(directory, "echo talk; wc -c < \"$1\""),
            "--max-drop",
            "1000000",
            "--out",
            out.toString());

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("evaluated");
    assertThat(out.resolve("candidates.json")).content().contains("\"evaluated\"");
    assertThat(out.resolve("front")).isNotEmptyDirectory();
    Spoken strict =
        Spoken.by(
            "compress",
            model,
            "--inputs",
            calls,
            "--evaluate",
            program(directory, "wc -c < \"$1\""),
            "--max-drop",
            "0",
            "--out",
            directory.resolve("none").toString());
    assertThat(strict.code()).isEqualTo(1);
    assertThat(directory.resolve("none/recommended.onnx")).doesNotExist();
    assertThat(directory.resolve("none/candidates.json")).content().contains("\"evaluated\"");
  }

  @Test
  void programsThatSayNothingAreOneLine(@TempDir Path directory) throws IOException {
    String model = model(directory).toString();
    String calls = Files.write(directory.resolve("one.npy"), array(3, 32)).toString();
    Spoken.by("compress", model, "--inputs", calls, "--evaluate", "judge 'my dir")
        .refused(List.of("every quote must be closed"));
    Spoken.by("compress", model, "--evaluate", "true")
        .refused(List.of("--evaluate needs --inputs"));
    Map<String, String> mistakes =
        Map.of(
            "echo no luck >&2; exit 3", "exited with code 3: no luck",
            "exit 0", "printed nothing",
            "echo fine", "printed 'fine' last, which is no JSON number",
            "echo NaN", "is no JSON number");
    for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
      Spoken.by(
              "compress",
              model,
              "--inputs",
              calls,
              "--evaluate",
              program(directory, mistake.getKey()),
              "--out",
              directory.resolve("out").toString())
          .refused(List.of(mistake.getValue()));
    }
    Spoken.by("compress", model, "--inputs", calls, "--evaluate", "/no/such/program")
        .refused(List.of("cannot be started"));
  }

  @Test
  void imagesAreFedAsTheModelTakesThem(@TempDir Path directory) throws IOException {
    Path file = convolutions(directory);
    Path images = images(directory);
    Path out = directory.resolve("out");

    Spoken said =
        Spoken.by(
            "compress",
            file.toString(),
            "--inputs",
            images.toString(),
            "--preprocessing",
            "imagenet",
            "--keep-float",
            "no such node",
            "--out",
            out.toString());

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("static-int8", "folded");
    assertThat(said.out()).contains("recommended, with images", "noise 0.06", "jpeg 0.5");
    assertThat(out.resolve("candidates.json")).content().contains("\"condition\" : \"blur 0.6\"");
    assertThat(said.err()).contains("--keep-float finds no node");
    Spoken.by("compress", model(directory).toString(), "--inputs", images.toString())
        .refused(List.of("the model's inputs [input FLOAT[-1, 32]]", "got [images"));
    Spoken.by("compress", file.toString(), "--inputs", images.toString(), "--preprocessing", "odd")
        .refused(List.of("preprocessing must be one of"));
  }

  /** What no 8 bits keep to has each weight rounded by itself as well. */
  @Test
  void bothWaysToRoundConvolutionsAreCandidates(@TempDir Path directory) throws IOException {
    Spoken said =
        Spoken.by(
            "compress",
            convolutions(directory).toString(),
            "--inputs",
            images(directory).toString(),
            "--preprocessing",
            "imagenet",
            "--min-cosine",
            "0.999999",
            "--out",
            directory.resolve("out").toString());
    assertThat(said.out())
        .contains("int8, biases corrected, nearest")
        .containsPattern("static-int8, [a-z-]+, nearest");
  }

  @Test
  void rangesOfFourBitsAreFittedWhereRoundingAloneIsNotEnough(@TempDir Path directory)
      throws IOException {
    Spoken said =
        Spoken.by(
            "compress",
            model(directory).toString(),
            "--inputs",
            Files.write(directory.resolve("one.npy"), array(3, 32)).toString(),
            "--min-cosine",
            "0.99999999",
            "--out",
            directory.resolve("out").toString());
    assertThat(said.out())
        .contains("int4-blocks, learned rounding ", "int4-blocks, learned rounding, fitted ranges");
  }

  private static Path convolutions(Path directory) throws IOException {
    Network network =
        Network.from(Shape.image(3, 12, 10))
            .conv(16, 3)
            .relu()
            .conv(16, Window.same(3), 1, true)
            .relu()
            .globalAveragePool()
            .flatten()
            .linear(4)
            .build();
    Path file = directory.resolve("net.onnx");
    OnnxExport.write(network, Initialisation.kaiming(network, 2), file);
    return file;
  }

  private static Path images(Path directory) throws IOException {
    Path images = Files.createDirectories(directory.resolve("images"));
    for (int i = 0; i < 3; i++) {
      BufferedImage image = new BufferedImage(20 + i, 16, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, 3, 0xff8040);
      ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
    }
    return images;
  }
}
