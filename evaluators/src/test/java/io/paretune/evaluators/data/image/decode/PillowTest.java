package io.paretune.evaluators.data.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paretune.evaluators.data.source.ImageReading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures as large as photographs' thumbnails, of every kind, beside what the Pillow of this
 * machine reads of them ({@code pillow.py} makes both); and the samples of strangers' data, where
 * they lie. Prints the table of the documentation. Left out without Python and Pillow.
 */
class PillowTest {

  /** What lossless files may differ by: a rounding where a transparent pixel is composed. */
  private static final int EXACT = 1;

  /** JPEG's decoders may round otherwise, each in a step of its own. */
  private static final int JPEG = 6;

  /**
   * Lossy WebP: Pillow's decoder interpolates colours, which lie at half the size; ours repeats.
   */
  private static final int WEBP = 100;

  private static final double LOSSY_MEAN = 3;

  @TempDir Path directory = Path.of("");

  /** Greatest and mean difference of the files of one kind. */
  private static final class Differences {
    private int files;
    private int greatest;
    private long sum;
    private long values;

    void add(byte[] ours, byte[] theirs) {
      files++;
      for (int i = 0; i < ours.length; i++) {
        int difference = Math.abs((ours[i] & 0xff) - (theirs[i] & 0xff));
        greatest = Math.max(greatest, difference);
        sum += difference;
      }
      values += ours.length;
    }

    double mean() {
      return (double) sum / values;
    }
  }

  private static Process started(List<String> command, Path said) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }

  /** A Python that has Pillow: the first in the path, or the system's. */
  private String python() throws InterruptedException {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        Path said = directory.resolve("found.txt");
        Process asked = started(List.of(python, "-c", "import PIL.Image"), said);
        if (asked.waitFor(30, TimeUnit.SECONDS) && asked.exitValue() == 0) {
          return python;
        }
      } catch (IOException none) {
        // perhaps the next
      }
    }
    assumeTrue(false, "no python3 has Pillow: there is nothing to compare with");
    return "";
  }

  private List<String> made() throws IOException, InterruptedException {
    Path script = directory.resolve("pillow.py");
    try (InputStream content = PillowTest.class.getResourceAsStream("pillow.py")) {
      Files.write(script, content.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(python(), script.toString()));
    command.add(directory.toString());
    Path samples = Path.of(System.getProperty("paretune.data", ""), "field", "data");
    if (Files.isDirectory(samples)) {
      try (Stream<Path> archives = Files.list(samples)) {
        archives.map(Path::toString).filter(name -> name.endsWith(".gz")).forEach(command::add);
      }
    }
    Path said = directory.resolve("said.txt");
    Process making = started(command, said);
    assertThat(making.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(making.exitValue()).as(Files.readString(said)).isZero();
    return Files.readAllLines(directory.resolve("list.txt"), StandardCharsets.UTF_8);
  }

  private static int allowed(String kind) {
    return kind.startsWith("webp-lossy")
        ? WEBP
        : kind.startsWith("jpeg") || kind.startsWith("exif") || kind.contains("tiff-jpeg")
            ? JPEG
            : EXACT;
  }

  @Test
  void everyKindIsAsPillowReadsIt() throws IOException, InterruptedException {
    Map<String, Differences> kinds = new TreeMap<>();
    for (String line : made()) {
      String[] words = line.split("\t", -1);
      byte[] theirs = Files.readAllBytes(directory.resolve(words[0]));
      Pixels ours = new ImageDecoder(ImageReading.WHITE).decode(Path.of(words[2])).pixels();
      assertThat(List.of(ours.channels(), ours.height(), ours.width()))
          .as(words[2])
          .isEqualTo(Stream.of(words).skip(3).map(Integer::valueOf).toList());
      kinds.computeIfAbsent(words[1], kind -> new Differences()).add(ours.planes(), theirs);
    }
    kinds.forEach(
        (kind, found) ->
            System.out.printf(
                Locale.ROOT,
                "%s: %d files, at most %d, %.3f in the mean%n",
                kind,
                found.files,
                found.greatest,
                found.mean()));
    kinds.forEach(
        (kind, found) -> {
          assertThat(found.greatest).as(kind).isLessThanOrEqualTo(allowed(kind));
          assertThat(found.mean()).as(kind).isLessThanOrEqualTo(LOSSY_MEAN);
        });
  }
}
