package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that strangers brought: each sample has the values that Pillow and pandas read of it. */
class FieldDataTest {

  private static final String CACHE = "paretune.cache";

  @TempDir Path cache = Path.of("");
  private final String usual = System.getProperty(CACHE, "");

  /** What is known of a sample. */
  private record Known(String shape, int examples, List<String> classes) {}

  private static final Map<String, Known> IMAGES =
      Map.of(
          "d02g_rgba_transparent", new Known("3x16x16", 20, List.of("a", "b")),
          "d03_exif", new Known("3x32x20", 20, List.of("a", "b")),
          "d05b_thumbs", new Known("3x16x16", 36, List.of("a", "b", "c")),
          "d06_train_valid_test", new Known("3x16x16", 60, List.of("a", "b", "c")),
          "p1_L", new Known("1x16x16", 16, List.of("a", "b")),
          "p2_LA", new Known("1x16x16", 16, List.of("a", "b")),
          "p5_RGB", new Known("3x16x16", 16, List.of("a", "b")));

  @BeforeEach
  void ownCache() {
    System.setProperty(CACHE, cache.toString());
  }

  @AfterEach
  void usualCache() {
    System.setProperty(CACHE, usual);
  }

  private static Path folder(String name) {
    String root = System.getProperty("paretune.data", "");
    Assumptions.assumeFalse(root.isEmpty(), "give -Dparetune.data=DIR to read the field's data");
    Path folder = Path.of(root, "field", name);
    Assumptions.assumeTrue(Files.isDirectory(folder), "no " + folder);
    return folder;
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(folder(folder))) {
      return files.sorted().toList();
    }
  }

  private static FinalReportData open(DataSpec spec) {
    return DataSets.openForFinalReport(spec);
  }

  private static float at(Examples examples, int example, int channel, int y, int x) {
    InputShape shape = examples.shape();
    float[] raw = new float[shape.volume()];
    examples.copyRaw(example, raw, 0);
    return raw[(channel * shape.height() + y) * shape.width() + x];
  }

  @Test
  void everyArchiveOfImagesIsReadOrRefusedInOneLine() throws IOException {
    for (Path file : files("data")) {
      String name = file.getFileName().toString().replace(".tar.gz", "");
      if (name.equals("d04b_two_image_class")) {
        assertThatThrownBy(() -> open(DataSpec.of(file.toString())))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("at least three examples of each class")
            .hasMessageContaining("found two of class 'pair'");
        continue;
      }
      FinalReportData data = open(DataSpec.of(file.toString()));
      Known known = IMAGES.get(name);
      if (known != null) {
        DataSet searched = data.searched();
        assertThat(searched.shape()).as(name).hasToString(known.shape);
        assertThat(searched.train().targets().names()).as(name).isEqualTo(known.classes);
        assertThat(searched.train().size() + searched.validation().size() + data.test().size())
            .as(name)
            .isEqualTo(known.examples);
      }
    }
  }

  private static Examples sample(String name, DataOptions options) {
    Path file = folder("data").resolve(name + ".tar.gz");
    return open(DataSpec.of(file.toString()).withOptions(options)).searched().train().examples();
  }

  @Test
  void greysAreTheirOwnAlsoScaled() {
    for (String name : List.of("p1_L", "p2_LA")) {
      for (int side : List.of(0, 8)) {
        DataOptions options = DataOptions.defaults();
        Examples grey = sample(name, options.withImages(options.images().withSide(side)));
        int last = grey.shape().height() - 1;
        assertThat(at(grey, 0, 0, 0, 0)).as("%s %d", name, side).isEqualTo(50);
        assertThat(at(grey, 0, 0, last, last)).isEqualTo(100);
      }
    }
  }

  @Test
  void coloursAreThoseOfPillow() {
    Examples colours = sample("p5_RGB", DataOptions.defaults());
    assertThat(at(colours, 0, 0, 0, 0)).isCloseTo(50, within(2f));
    assertThat(at(colours, 0, 1, 0, 0)).isCloseTo(200, within(2f));
    assertThat(at(colours, 0, 2, 15, 15)).isCloseTo(31, within(2f));
    Examples transparent = sample("d02g_rgba_transparent", DataOptions.defaults());
    for (int channel = 0; channel < 3; channel++) {
      assertThat(at(transparent, 0, channel, 15, 15)).isEqualTo(255);
    }
    assertThat(at(transparent, 0, 0, 0, 0)).isEqualTo(200);
    assertThat(at(transparent, 0, 1, 0, 0)).isZero();
  }

  @Test
  void itsOwnValidationPartIsUsed() {
    Path file = folder("data").resolve("d06_train_valid_test.tar.gz");
    FinalReportData data = open(DataSpec.of(file.toString()));
    assertThat(data.searched().train().size()).isEqualTo(36);
    assertThat(data.searched().validation().size()).isEqualTo(12);
    assertThat(data.test().size()).isEqualTo(12);
  }

  @Test
  void tablesAreReadAndMissingValuesAreTheSameByAnyName() throws IOException {
    for (Path file : files("csv")) {
      DataSet data = open(DataSpec.of(file.toString()).withLabelColumn("label")).searched();
      assertThat(data.shape()).as("%s", file).isEqualTo(InputShape.vector(4));
      assertThat(data.train().targets().names()).containsExactly("A", "B", "C");
    }
    assertThat(hash("c05_missing_NaN.csv")).isEqualTo(hash("c05_missing_empty.csv"));
  }

  private static String hash(String table) {
    Path file = folder("csv").resolve(table);
    return open(DataSpec.of(file.toString()).withLabelColumn("label")).searched().contentHash();
  }
}
