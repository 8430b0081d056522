package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.layout.ImageTable;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.MultiLabel;
import io.paretune.evaluators.task.Regression;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTableTest {

  private static final int IMAGES = 20;
  private static final String HEAD = "filename,grey,kind,bright,dark,both,remark\n";

  @TempDir private Path directory = Path.of("");
  private Path photos = directory;

  /** Grey images 0.png to 19.png, every second in a folder, of the value of 10 times its number. */
  @BeforeEach
  void images() throws IOException {
    photos = directory.resolve("photos");
    for (int i = 0; i < IMAGES; i++) {
      DataFiles.image(photos.resolve(name(i)), 4, true, 10 * i);
    }
  }

  private static String name(int i) {
    return (i % 2 == 0 ? "" : "odd/") + i + ".png";
  }

  private static String row(int i) {
    int bright = i >= 10 ? 1 : 0;
    return "%s,%d.5,%s,%d,%d,%s,\"a, b\"%n"
        .formatted(
            name(i),
            i,
            bright == 1 ? "light" : "shadow",
            bright,
            1 - bright,
            i % 2 == 0 ? "even|light" : "odd");
  }

  private Path table(String file, String text) throws IOException {
    return Files.writeString(directory.resolve(file), text);
  }

  private Path table(int from, int to) throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    for (int i = to - 1; i >= from; i--) {
      text.append(row(i));
    }
    return table("rows-" + from + ".csv", text.toString());
  }

  private ImageTable of(Path train) {
    return new ImageTable(train, Optional.empty(), Optional.empty(), photos, "filename");
  }

  private static DataSpec spec(ImageTable table, Task task, String... columns) {
    return DataSpec.of("photos", table)
        .withTask(task)
        .withColumns(new DataSpec.Columns(List.of(columns), "|"))
        .withPreprocessing(new Preprocessing(1, List.of(0.0), List.of(1.0)));
  }

  @Test
  void aNumberOfEachImage() throws IOException {
    FinalReportData all =
        DataSets.openForFinalReport(spec(of(table(0, IMAGES)), new Regression(), "grey"));
    DataSet data = all.searched();
    assertThat(data.shape()).isEqualTo(new InputShape(1, 4, 4));
    assertThat(data.notes()).isEmpty();
    assertThat(data.train().size() + data.validation().size() + all.test().size())
        .isEqualTo(IMAGES);
    for (Split split : List.of(data.train(), data.validation(), all.test())) {
      NumberTargets numbers = (NumberTargets) split.targets();
      for (int i = 0; i < split.size(); i++) {
        float[] pixels = split.inputs(i, i + 1);
        assertThat(pixels).containsOnly(10 * (float) Math.floor(numbers.at(i)));
      }
    }
  }

  @Test
  void classesAndLabelsOfEachImage() throws IOException {
    ImageTable table = of(table(0, IMAGES));
    DataSet classes = DataSets.open(spec(table, new Classification(), "kind"));
    assertThat(classes.train().targets().names()).containsExactly("light", "shadow");
    DataSet flags = DataSets.open(spec(table, new MultiLabel(), "bright", "dark"));
    assertThat(flags.train().targets().names()).containsExactly("bright", "dark");
    LabelTargets labels = (LabelTargets) flags.train().targets();
    for (int i = 0; i < labels.size(); i++) {
      assertThat(labels.at(i, 0)).isEqualTo(flags.train().inputs(i, i + 1)[0] >= 100);
    }
    DataSet separated = DataSets.open(spec(table, new MultiLabel(), "both"));
    assertThat(separated.train().targets().names()).containsExactly("even", "light", "odd");
  }

  @Test
  void partsAreThoseOfTheirTablesAndImagesOfNoneAreCounted() throws IOException {
    ImageTable parts =
        new ImageTable(
            table(0, 10),
            Optional.of(table(10, 14)),
            Optional.of(table(14, 17)),
            photos,
            "filename");
    Files.writeString(photos.resolve("notes.txt"), "no image");
    FinalReportData all = DataSets.openForFinalReport(spec(parts, new Regression(), "grey"));
    assertThat(all.searched().train().size()).isEqualTo(10);
    assertThat(all.searched().validation().size()).isEqualTo(4);
    assertThat(all.test().size()).isEqualTo(3);
    assertThat(all.searched().notes())
        .containsExactly("3 images of " + photos + " are in no table, and not used");
  }

  @Test
  void imagesAreDecodedAsThoseOfFolders() throws IOException {
    StringBuilder text = new StringBuilder("file,class\n");
    for (int i = 0; i < 5; i++) {
      DataFiles.image(directory.resolve("colours/a/" + i + ".png"), 4 + i, false, 0x102030 * i);
      text.append("a/%d.png,a%n".formatted(i));
    }
    for (int i = 0; i < 8; i++) {
      DataFiles.image(directory.resolve("colours/b/" + i + ".png"), 4, true, 20 * i);
      text.append("b/%d.png,b%n".formatted(i));
    }
    Path folder = directory.resolve("colours");
    ImageTable table =
        new ImageTable(
            table("colours.csv", text.toString()),
            Optional.empty(),
            Optional.empty(),
            folder,
            "file");
    DataSpec tabled = DataSpec.of("colours", table).withLabelColumn("class").withImageSide(4);
    DataSpec foldered = DataSpec.of(folder.toString()).withImageSide(4);
    assertThat(DataSets.open(tabled).contentHash())
        .isEqualTo(DataSets.open(foldered).contentHash());
  }

  private void refused(String text, String... words) throws IOException {
    Path file = table("bad.csv", text);
    assertThatThrownBy(() -> DataSets.open(spec(of(file), new Regression(), "grey")))
        .isInstanceOf(DataException.class)
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words))
        .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
  }

  @Test
  void mistakesAreToldWithTheirLine() throws IOException {
    refused(
        HEAD + row(0) + "\n" + "nowhere.png,1,a,0,1,a,b\n",
        "bad.csv:4: expected an image file " + photos.resolve("nowhere.png"),
        "found no such file");
    refused(
        HEAD + row(0) + row(3) + row(3),
        "bad.csv:4: expected an image that is listed once, found 'odd/3.png', which ",
        "bad.csv:3 lists, too");
    refused(HEAD + row(0) + row(1).replace("odd/1", "odd/../odd/1") + row(1), "bad.csv:3 lists");
    refused(HEAD + ",1,a,0,1,a,b\n", "bad.csv:2: expected the name of an image file in 'filename'");
    refused(
        HEAD.replace("filename", "file") + row(0),
        "a column 'filename' with the names of image files (or image-column: NAME)",
        "columns [file, grey");
    refused(HEAD.replace("grey", "gray") + row(0), "a label column 'grey'");
    refused(HEAD + row(0) + row(2).replace("2.5", "?"), "a number in every row of column 'grey'");
    DataFiles.image(photos.resolve("8.png"), 5, true, 1);
    refused(HEAD + row(6) + row(8), "8.png: expected an image of 4x4", "found 5x5");
    Files.writeString(photos.resolve("4.png"), "text");
    refused(HEAD + row(4) + row(6), "4.png: expected a PNG, JPEG");
  }

  @Test
  void anImageOfTwoPartsIsRefused() throws IOException {
    ImageTable leaking =
        new ImageTable(
            table(0, 10), Optional.of(table(9, 14)), Optional.empty(), photos, "filename");
    assertThatThrownBy(() -> DataSets.open(spec(leaking, new Regression(), "grey")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("rows-9.csv:6: expected an image that is listed once")
        .hasMessageContaining("rows-0.csv:2 lists, too");
  }
}
