package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.layout.Layouts;
import io.paretune.evaluators.data.source.ColumnType;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.ReadingProgress;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.source.TableReading;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.TargetKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as people have them: what pandas would read is read, and what is guessed is said. */
class DataTablesTest {

  private static final String ROWS = "1.5,red,a\n2.5,blue,b\n3.5,red,a\n4.5,grün,b\n";

  @TempDir Path directory = Path.of("");

  private static Reading reading(TableReading tables) {
    return new Reading(
        TargetKind.CLASSES,
        List.of("y"),
        "",
        ImageReading.defaults(),
        tables,
        List.of(),
        ReadingProgress.silent());
  }

  private static SourceData read(Path file) {
    return Layouts.read(file, reading(TableReading.found()));
  }

  private SourceData read(String name, String text, Charset charset, int... mark)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int b : mark) {
      all.write(b);
    }
    all.write(text.getBytes(charset));
    return read(Files.write(directory.resolve(name), all.toByteArray()));
  }

  private SourceData read(String text) throws IOException {
    return read("t.csv", text, StandardCharsets.UTF_8);
  }

  private SourceData read(String text, TableReading tables) throws IOException {
    return Layouts.read(Files.writeString(directory.resolve("t.csv"), text), reading(tables));
  }

  /** A column and a label for each row. */
  private static String column(String name, int rows, IntFunction<String> field) {
    StringBuilder text = new StringBuilder(name).append(",other,y\n");
    for (int row = 0; row < rows; row++) {
      text.append(field.apply(row))
          .append(',')
          .append(row * row % 7)
          .append(row % 2 == 0 ? ",a" : ",b");
      text.append('\n');
    }
    return text.toString();
  }

  private static float[] row(SourceData data, int row) {
    Examples examples = data.train();
    float[] raw = new float[examples.shape().volume()];
    examples.copyRaw(row, raw, 0);
    return raw;
  }

  private static String notes(SourceData data) {
    return String.join("\n", data.notes());
  }

  @Test
  void everyEncodingAndDelimiterGivesTheSame() throws IOException {
    String text = "x,c,y\n" + ROWS;
    String same = read(text).train().contentHash();
    List<SourceData> all = new ArrayList<>();
    all.add(read("bom.csv", text, StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf));
    all.add(read("le.csv", text, StandardCharsets.UTF_16LE, 0xff, 0xfe));
    all.add(read("be.csv", text, StandardCharsets.UTF_16BE, 0xfe, 0xff));
    all.add(read("none.csv", text, StandardCharsets.UTF_16LE));
    all.add(read("latin.csv", text, StandardCharsets.ISO_8859_1));
    all.add(read("crlf.csv", text.replace("\n", "\r\n"), StandardCharsets.UTF_8));
    all.add(read("UPPER.CSV", text, StandardCharsets.UTF_8));
    all.add(read("semi.csv", text.replace(',', ';'), StandardCharsets.UTF_8));
    all.add(read("tab.tsv", text.replace(',', '\t'), StandardCharsets.UTF_8));
    all.add(read("bar.csv", text.replace(',', '|'), StandardCharsets.UTF_8));
    all.add(read("excel.csv", "sep=;\n" + text.replace(',', ';'), StandardCharsets.UTF_8));
    all.add(read("comma.csv", text.replace(',', ';').replace('.', ','), StandardCharsets.UTF_8));
    for (SourceData data : all) {
      assertThat(data.train().contentHash()).as(data.name()).isEqualTo(same);
    }
    assertThat(notes(all.get(4))).contains("not UTF-8: read as windows-1252 (encoding)");
    assertThat(notes(all.get(7))).contains("separated by ';' (delimiter)");
    assertThat(notes(all.get(11))).contains("column 'x': decimal commas");
  }

  @Test
  void encodingAndDelimiterCanBeSaid() throws IOException {
    Path file = directory.resolve("t.csv");
    Files.writeString(file, "x:c:y\n" + ROWS.replace(',', ':'));
    TableReading given = new TableReading(":", "utf-8", "", List.of(), Map.of());
    assertThat(Layouts.read(file, reading(given)).train().shape().volume()).isEqualTo(4);
    TableReading unknown = new TableReading(":", "utf-9", "", List.of(), Map.of());
    assertThatThrownBy(() -> Layouts.read(file, reading(unknown)))
        .hasMessageContaining("an encoding such as utf-8");
    Files.write(file, ("x:c:y\n" + ROWS).getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Layouts.read(file, reading(given)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("text in UTF-8");
  }

  @Test
  void missingNumbersGoByAllTheirNames() throws IOException {
    List<String> tokens =
        List.of("", "?", "NaN", "NA", "nan", "null", "None", "N/A", "-", "inf", "#N/A", "<NA>");
    SourceData data =
        read(column("x", 40, row -> row % 3 == 0 ? tokens.get(row / 3 % 12) : row + ".5"));
    assertThat(data.train().shape().volume()).isEqualTo(2);
    for (int row = 0; row < 40; row++) {
      if (row % 3 == 0) {
        assertThat(row(data, row)[0]).isNaN();
      } else {
        assertThat(row(data, row)[0]).isEqualTo(row + .5f);
      }
    }
  }

  @Test
  void classesMayBeCalledNone() throws IOException {
    SourceData data = read("x,y\n1,None\n2,NA\n3,None\n4,NA\n");
    assertThat(data.train().targets().names()).containsExactly("NA", "None");
  }

  @Test
  void numbersHaveThousandsOrDecimalCommas() throws IOException {
    String rest = ",a\n2,b\n3,a\n4,b\n";
    assertThat(row(read("x,y\n\"1,234\"" + rest), 0)[0]).isEqualTo(1234);
    assertThat(row(read("x,y\n\"-1,234,567.5\"" + rest), 0)[0]).isEqualTo(-1234567.5f);
    assertThat(row(read("x,y\n\"1,5\"" + rest), 0)[0]).isEqualTo(1.5f);
    String semicolons = rest.replace(',', ';');
    assertThat(row(read("x;y\n1,234" + semicolons), 0)[0]).isEqualTo(1.234f);
    assertThat(row(read("x;y\n1.234,5" + semicolons), 0)[0]).isEqualTo(1234.5f);
    assertThat(row(read("x;y\n-1.327" + semicolons), 0)[0]).isEqualTo(-1.327f);
    assertThat(notes(read("x,y\n\"1,234\"" + rest))).contains("thousands separated by commas");
    TableReading comma = new TableReading("", "", ",", List.of(), Map.of());
    assertThat(row(read("x;y\n1.327" + semicolons, comma), 0)[0]).isEqualTo(1327);
  }

  @Test
  void marksOfNumbersAreLeftOut() throws IOException {
    SourceData data = read("p,m,y\n45%,\"$1,234.50\",a\n-3.5 %,$7,b\n0%,$0.5,a\n");
    assertThat(row(data, 0)).containsExactly(45, 1234.5f);
    assertThat(row(data, 1)).containsExactly(-3.5f, 7);
    assertThat(notes(data)).contains("'p': numbers with a mark such as % or $");
  }

  @Test
  void equalNamesAreNumbered() throws IOException {
    SourceData data = read("a,a,,,y\n1,2,3,4,k\n5,6,7,9,l\n");
    assertThat(row(data, 1)).containsExactly(5, 6, 7, 9);
    assertThat(notes(data)).contains("4 as number (a, a.1, , Unnamed: 3)");
    assertThatThrownBy(() -> read("y,y\n1,2\n")).hasMessageContaining("one column 'y' to predict");
  }

  @Test
  void lettersBehindDigitsAreNoNumbers() throws IOException {
    SourceData data = read("x,y\n1d,a\n2f,b\n1d,a\n2f,b\n");
    assertThat(data.train().shape().volume()).isEqualTo(2);
    assertThat(row(data, 0)).containsExactly(1, 0);
  }

  @Test
  void pandasIndexIsLeftOut() throws IOException {
    SourceData data = read(column("", 30, row -> "" + row));
    assertThat(data.train().shape().volume()).isEqualTo(1);
    assertThat(notes(data)).contains("column '' has no name and counts the rows");
    data = read(column("Unnamed: 0", 30, row -> "" + row));
    assertThat(data.train().shape().volume()).isEqualTo(1);
    data = read(column("n", 30, row -> "" + (row + 1)));
    assertThat(data.train().shape().volume()).isEqualTo(2);
    assertThat(notes(data)).contains("column 'n' counts the rows: is it an id? (drop: [n])");
    data = read(column("user_id", 30, row -> "" + row * 7919 % 1000));
    assertThat(notes(data)).contains("column 'user_id' is different in every row");
  }

  @Test
  void constantColumnsAreNamed() throws IOException {
    assertThat(notes(read(column("x", 9, row -> "5")))).contains("'x' has one value only");
    assertThat(notes(read(column("x", 9, row -> "k")))).contains("'x' has one value only");
    assertThat(notes(read(column("x", 9, row -> "NA")))).contains("'x' has no value at all");
  }

  @Test
  void manyTextsAreNotOneHot() throws IOException {
    SourceData few = read(column("x", 300, row -> "v" + row % 90));
    assertThat(few.train().shape().volume()).isEqualTo(91);
    SourceData many = read(column("x", 900, row -> "v" + row % 400));
    assertThat(many.train().shape().volume()).isEqualTo(65);
    assertThat(notes(many)).contains("the 63 commonest of its 400 values, and one for all others");
    SourceData ids = read(column("x", 300, row -> "v" + row));
    assertThat(ids.train().shape().volume()).isEqualTo(1);
    assertThat(notes(ids)).contains("'x' is different in nearly every row");
    SourceData texts = read(column("x", 300, row -> "it was number " + row));
    assertThat(texts.train().shape().volume()).isEqualTo(1);
    assertThat(notes(texts)).contains("'x' is free text: left out (text: [x] counts its words)");
  }

  @Test
  void numbersThatFloatsCannotTellApartAreLeftOut() throws IOException {
    for (int rows : new int[] {60, 5000}) {
      SourceData accounts =
          read(column("x", rows, row -> String.valueOf(1234567890123L + 7L * row)));
      assertThat(row(accounts, 3)).hasSize(1);
      assertThat(notes(accounts))
          .contains("'x' has numbers that differ beyond the seven digits of a 32-bit float");
    }
    SourceData days = read(column("x", 60, row -> String.valueOf(1_600_000_000L + 86_400L * row)));
    assertThat(row(days, 1)[0]).isEqualTo(1_600_086_400f);
  }

  @Test
  void codesAndColumnsThatAreNearlyNumbersAreNamed() throws IOException {
    SourceData codes = read(column("zip", 60, row -> "%05d".formatted(1000 + 137 * row)));
    assertThat(row(codes, 1)[0]).isEqualTo(1137);
    assertThat(notes(codes))
        .contains("'zip' has numbers with zeros before them", "(types: {'zip': commonest})");
    SourceData nearly =
        read(column("x", 60, row -> row % 9 == 0 ? "missing" : String.valueOf(row % 11)));
    assertThat(notes(nearly)).contains("'x' would be numbers but for missing: read as texts");
    SourceData errors =
        read(column("x", 60, row -> row % 9 == 0 ? "#DIV/0!" : String.valueOf(row % 11)));
    assertThat(row(errors, 0)[0]).isNaN();
    assertThat(row(errors, 1)[0]).isEqualTo(1);
  }

  @Test
  void textsThatAreDifferentInFewRowsAreIdsToo() throws IOException {
    SourceData ids = read(column("x", 60, row -> row + " kg"));
    assertThat(row(ids, 0)).hasSize(1);
    assertThat(notes(ids)).contains("'x' is different in nearly every row, as an id is: left out");
  }

  @Test
  void typesSayOtherwise() throws IOException {
    String table = column("x", 300, row -> "it was number " + row % 150);
    for (Map.Entry<ColumnType, Integer> type :
        Map.of(
                ColumnType.ONE_HOT, 150,
                ColumnType.COMMONEST, 64,
                ColumnType.FREQUENCY, 1,
                ColumnType.TEXT, 64)
            .entrySet()) {
      TableReading tables = new TableReading("", "", "", List.of(), Map.of("x", type.getKey()));
      assertThat(read(table, tables).train().shape().volume())
          .as("%s", type)
          .isEqualTo(type.getValue() + 1);
    }
    TableReading dropped = new TableReading("", "", "", List.of("x"), Map.of());
    assertThat(read(table, dropped).train().shape().volume()).isEqualTo(1);
    TableReading wrong = new TableReading("", "", "", List.of(), Map.of("x", ColumnType.NUMBER));
    assertThatThrownBy(() -> read(table, wrong))
        .hasMessageContaining("column 'x' does not hold numbers, as types says: 'it was number 0'");
    TableReading absent = new TableReading("", "", "", List.of("z"), Map.of());
    assertThatThrownBy(() -> read(table, absent))
        .hasMessageContaining("a column 'z', as drop says");
  }

  @Test
  void datesAreDaysAndTheirTimeOfYear() throws IOException {
    SourceData data = read("d,y\n1970-01-02,a\n2024-07-01,b\n,a\n2024-02-29,b\n");
    assertThat(data.train().shape().volume()).isEqualTo(3);
    assertThat(row(data, 0)[0]).isEqualTo(1);
    assertThat(row(data, 1)[0]).isEqualTo(19905);
    assertThat(row(data, 1)[2]).isCloseTo(-1, within(.001f));
    assertThat(row(data, 2)[0]).isNaN();
    SourceData times = read("d,y\n2024-01-01 06:00:00,a\n2024-01-01T18:00Z,b\n");
    assertThat(times.train().shape().volume()).isEqualTo(5);
    assertThat(row(times, 0)[3]).isCloseTo(1, within(1e-6f));
    SourceData american = read("d,y\n1/31/2024,a\n2/1/2024,b\n");
    assertThat(row(american, 1)[0] - row(american, 0)[0]).isEqualTo(1);
    SourceData european = read("d,y\n31/1/2024,a\n1/2/2024,b\n");
    assertThat(row(european, 1)[0] - row(european, 0)[0]).isEqualTo(1);
    assertThat(notes(read("d,y\n1/2/2024,a\n2/2/2024,b\n")))
        .contains("dates read month first; they could be read otherwise");
  }

  @Test
  void labelsThatAreNumbersAreInTheOrderOfNumbers() throws IOException {
    SourceData data = read(column("x", 40, row -> "1." + row).replaceAll(",[ab]\n", "\n"), 12);
    assertThat(data.train().targets().names())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
    assertThat(((ClassTargets) data.train().targets()).at(11)).isEqualTo(11);
  }

  /** With the row's number, modulo some, as its label. */
  private SourceData read(String text, int classes) throws IOException {
    StringBuilder labelled = new StringBuilder();
    int row = -1;
    for (String line : text.lines().toList()) {
      labelled.append(line).append(row < 0 ? "" : "," + row % classes).append('\n');
      row++;
    }
    return read(labelled.toString());
  }

  @Test
  void manyNumbersAreKeptAsNumbersAndATextAmongThemIsFoundOut() throws IOException {
    SourceData numbers = read(column("x", 6000, row -> row + ".25"));
    assertThat(row(numbers, 5999)[0]).isEqualTo(5999.25f);
    SourceData late = read(column("x", 6000, row -> row == 5999 ? "lost" : row + ".25"));
    assertThat(notes(late)).contains("'x' is different in nearly every row");
    SourceData missing = read(column("x", 6000, row -> row == 5999 ? "NaN" : row + ".25"));
    assertThat(row(missing, 5999)[0]).isNaN();
  }

  @Test
  void fieldsMayRunOverLines() throws IOException {
    SourceData data = read("x,c,y\n1,\"two\nlines\",a\n2,one,b\n3,one,a\n4,\"two\nlines\",b\n");
    assertThat(data.train().shape().volume()).isEqualTo(3);
    assertThatThrownBy(() -> read("x,c,y\n1,\"two\nlines\",a\n2,one\n"))
        .hasMessageContaining("t.csv:4: expected 3 columns");
  }

  @Test
  void aTestTableWithoutLabelsIsNotUsedAndSaysSo() throws IOException {
    Files.writeString(directory.resolve("train.csv"), "x,c,y\n" + ROWS);
    Files.writeString(directory.resolve("test.csv"), "x,c\n1.5,red\n");
    Files.writeString(directory.resolve("gender_submission.csv"), "id,y\n1,a\n");
    SourceData data = read(directory);
    assertThat(data.test()).isEmpty();
    assertThat(notes(data)).contains("test.csv: no column [y]: not used").contains("submission");
  }
}
