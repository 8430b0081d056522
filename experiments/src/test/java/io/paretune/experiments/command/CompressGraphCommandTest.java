package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
    assertThat(said.err()).contains("the graph stays as it is");
    assertThat(Files.size(out.resolve("recommended.onnx")))
        .isLessThan(Files.size(Path.of(model)) * 6 / 10);
    Spoken.by("compress", model, "--inputs", calls.toString(), "--out", out.toString())
        .refused(List.of("holds a recommended file already"));
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
    assertThat(directory.resolve("exact")).doesNotExist();
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
    Spoken.by("compress", model).refused(List.of("--data is missing"));
  }
}
