package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.layout.Layouts;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.ReadingProgress;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.source.TableReading;
import io.paretune.evaluators.data.table.DataTable;
import io.paretune.evaluators.task.targets.TargetKind;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables in Parquet, as DuckDB 1.4.4 (and {@code arrow.parquet} Arrow's writer in Rust) wrote them,
 * beside what DuckDB wrote of the same rows as CSV: plain and dictionary pages in three row groups,
 * and in {@code zstd} pages of version 2 with deltas and split bytes.
 */
class ParquetTest {

  private static final Reading READING =
      new Reading(
          TargetKind.CLASSES,
          List.of("label"),
          "",
          ImageReading.defaults(),
          TableReading.found(),
          List.of(),
          ReadingProgress.silent());

  @TempDir Path directory = Path.of("");

  private static Path file(String name) {
    try {
      return Path.of(ParquetTest.class.getResource("table/" + name).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }

  private static DataTable table(String name) {
    return DataTable.read(DataFile.of(file(name)), READING);
  }

  /** The number that both fields are, or else their text, as pandas has times and missing ones. */
  private static String value(String field) {
    String text = field.equals("nan") ? "" : field;
    try {
      return Float.toString(Float.parseFloat(text));
    } catch (NumberFormatException noNumber) {
      return text.toLowerCase(Locale.ROOT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
  void everyFieldIsThatOfTheTextOfTheSameTable(String codec) {
    DataTable read = table(codec + ".parquet");
    DataTable text = table("fields.csv");

    assertThat(read.header()).isEqualTo(text.header());
    assertThat(read.size()).isEqualTo(60).isEqualTo(text.size());
    for (int column = 0; column < read.header().size(); column++) {
      for (int row = 0; row < read.size(); row++) {
        assertThat(value(read.at(row, column)))
            .as("%s, row %d", read.header().get(column), row)
            .isEqualTo(value(text.at(row, column)));
      }
    }
    assertThat(read.place(0)).endsWith(codec + ".parquet, row 1");
  }

  @Test
  void filesOfArrowAreRead() {
    DataTable read = table("arrow.parquet");

    assertThat(read.header())
        .containsExactly("id", "x", "big", "flag", "word", "cat", "ts", "label");
    assertThat(List.of(read.at(0, 1), read.at(0, 3), read.at(0, 4))).containsOnly("");
    assertThat(read.at(59, 2)).isEqualTo("59000177");
    assertThat(read.at(1, 3)).isEqualTo("False");
    assertThat(read.at(4, 5)).isEqualTo("cat1");
    assertThat(read.at(30, 6)).isEqualTo("2021-03-04 05:06:30");
  }

  @Test
  void theTypesOfColumnsCarryOver() {
    SourceData read = Layouts.read(file("snappy.parquet"), READING);

    assertThat(read.train().targets().names()).containsExactly("0", "1", "2", "3");
    assertThat(String.join("\n", read.notes()))
        .contains(
            "column 'list' holds lists or columns of its own: left out",
            "column 'struct' holds lists or columns of its own: left out",
            "3 as date (day 3, ts 5, tsms 5)",
            // codes stay codes, which in CSV would be numbers
            "zip 50",
            "flag 2",
            "column 'id' counts the rows: is it an id? (drop: [id])",
            "column 'long_text' is free text: left out");
  }

  @Test
  void theIndexOfADataFrameIsLeftOut() {
    SourceData read = Layouts.read(file("index.parquet"), READING);

    assertThat(read.train().shape().volume()).isEqualTo(1);
    assertThat(String.join("\n", read.notes()))
        .contains(
            "column '__index_level_0__' is the index of a data frame: left out (reset_index()"
                + " keeps it)");
  }

  @Test
  void partsOfADirectoryAreFound() throws IOException {
    for (String part : List.of("train", "valid", "test")) {
      Files.copy(file("zstd.parquet"), directory.resolve(part + ".parquet"));
    }

    SourceData read = Layouts.read(directory, READING);

    assertThat(read.validation().map(Examples::size)).contains(60);
    assertThat(read.test().map(Examples::size)).contains(60);
  }

  @Test
  void codecsThatAreNotReadAreNamed() {
    assertThatThrownBy(() -> table("brotli.parquet"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "compressed by BROTLI, which is not read (df.to_parquet(.., compression='zstd'))");
  }

  @Test
  void damagedFilesAreRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(file("snappy.parquet"));
    Path damaged = directory.resolve("t.parquet");
    Files.write(damaged, Arrays.copyOf(whole, 3000));
    assertThatThrownBy(() -> DataTable.read(DataFile.of(damaged), READING))
        .hasMessageContaining("expected a sound Parquet file, found one that is cut short");
    Files.writeString(damaged, "a,b\n1,2\n3,4\n");
    assertThatThrownBy(() -> DataTable.read(DataFile.of(damaged), READING))
        .hasMessageContaining("expected a sound Parquet file, found a file of another kind");
    Random random = new Random(1);
    int told = 0;
    for (int n = 0; n < 60; n++) {
      byte[] bytes = whole.clone();
      int from = n % 2 == 0 ? 0 : bytes.length - 3000;
      bytes[from + random.nextInt(bytes.length - from)] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, bytes);
      try {
        assertThat(DataTable.read(DataFile.of(damaged), READING).size()).isEqualTo(60);
      } catch (DataException refused) {
        assertThat(refused.getMessage()).startsWith(damaged.toString()).hasLineCount(1);
        told++;
      }
    }
    assertThat(told).isPositive();
  }
}
