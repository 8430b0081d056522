package io.paretune.evaluators.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.table.CodedRows;
import io.paretune.evaluators.data.text.Pieces;
import io.paretune.evaluators.data.text.TextReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSourceTest {

  private final Path folder;

  TextSourceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path table(String name, String header, String... rows) throws IOException {
    return Files.writeString(folder.resolve(name), header + "\n" + String.join("\n", rows) + "\n");
  }

  private static DataSet open(Path place, TextReading texts, String label) {
    DataSpec spec = DataSpec.of(place.toString(), TextSource.at(place, texts));
    return DataSets.open(label.isEmpty() ? spec : spec.withLabelColumn(label));
  }

  private static TextReading ofLength(int length, String... columns) {
    return new TextReading(
        List.of(columns), Pieces.WORDS, Optional.empty(), 100, new TextReading.Length(length, 512));
  }

  /** Ten rows of two classes. */
  private static String[] rows(String first, String second) {
    String[] rows = new String[20];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (i % 2 == 0 ? first : second).formatted(i);
    }
    return rows;
  }

  private static float[] raw(DataSet data) {
    float[] ids = new float[data.shape().volume()];
    data.train().examples().copyRaw(0, ids, 0);
    return ids;
  }

  @Test
  void theColumnOfTextsIsFoundAndItsWordsAreThoseOfTheTrainingSplitAlone() throws IOException {
    table("train.csv", "id,text,label", rows("%d,lost my card,card", "%d,lost my pin,pin"));
    table("val.csv", "id,text,label", "1,found found my card,card", "2,no pin,pin");
    table("test.csv", "id,text,label", "1,new new card,card", "2,pin,pin");
    DataSet data = open(folder, TextReading.found(), "label");
    assertThat(data.shape()).isEqualTo(InputShape.text(3, 6));
    assertThat(raw(data)).containsExactly(2, 3, 4);
    float[] validation = new float[3];
    data.validation().examples().copyRaw(0, validation, 0);
    // 'found' is in no training text
    assertThat(validation).containsExactly(1, 1, 3);
    assertThat(data.preprocessing().mean()).containsOnly(0.0);
    assertThat(data.origin().notes())
        .anyMatch(note -> note.contains("columns that are not read: [id]"))
        .anyMatch(note -> note.contains("vocabulary of 6 words learned, of 4 different words"));
  }

  @Test
  void severalColumnsAreReadOneBehindTheOther() throws IOException {
    Path file =
        table("pairs.csv", "a,b,label", rows("the card,a card is lost,x", "the pin,no pin,y"));
    DataSet data = open(file, ofLength(3, "b", "a"), "label");
    assertThat(data.shape().channels()).isEqualTo(6);
    List<CodedColumn> columns = data.origin().columns();
    assertThat(columns).extracting(CodedColumn::name).containsExactly("b", "a");
    CodedRows again = CodedRows.read(file, columns);
    assertThat(again.row(0)).hasSize(6);
    float[] first = again.row(0);
    // the shorter of the two texts is padded
    assertThat(first[5]).isZero();
    assertThat(first[4]).isEqualTo(first[1]);
  }

  @Test
  void foldersOfFilesAreClasses() throws IOException {
    for (String name : List.of("ham", "spam")) {
      Path files = Files.createDirectories(folder.resolve("train").resolve(name));
      for (int i = 0; i < 10; i++) {
        Files.writeString(files.resolve(i + ".txt"), "some " + name + "\nof two lines " + i);
      }
    }
    DataSet data = open(folder, TextReading.found(), "");
    assertThat(data.train().targets().names()).containsExactly("ham", "spam");
    assertThat(data.shape().channels()).isEqualTo(6);
  }

  @Test
  void whatHoldsNoTextsIsRefused() throws IOException {
    Path blank = table("blank.csv", "text,label", rows(" ,a", " ,b"));
    assertThatThrownBy(() -> open(blank, ofLength(4, "text"), "label"))
        .hasMessageContaining("expected texts in column 'text', found empty fields only");
    Path numbers = table("numbers.csv", "x,label", rows("%d,a", "%d,b"));
    assertThatThrownBy(() -> open(numbers, TextReading.found(), "label"))
        .hasMessageContaining("one column of texts (or tokens: {columns: [NAME, ..]}");
    assertThatThrownBy(() -> open(numbers, ofLength(4, "text"), "label"))
        .hasMessageContaining("a column 'text' of texts beside the label");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> open(empty, TextReading.found(), ""))
        .hasMessageContaining("a folder for each class with *.txt files");
  }
}
