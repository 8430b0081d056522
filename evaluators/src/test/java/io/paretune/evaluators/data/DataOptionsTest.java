package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.source.Channels;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Resize;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of data: size, channels, shape, order of classes, preprocessing. */
class DataOptionsTest {

  @TempDir Path directory = Path.of("");

  private static DataOptions images(Optional<Resize> resize, Channels channels) {
    return DataOptions.defaults()
        .withImages(new ImageReading(resize, channels, ImageReading.WHITE, 0));
  }

  private Path folders(boolean grey, int colour) throws IOException {
    for (String name : List.of("a", "b", "c")) {
      for (int i = 0; i < 4; i++) {
        DataFiles.image(directory.resolve(name).resolve(i + ".png"), 6, grey, colour);
      }
    }
    return directory;
  }

  private static float[] first(DataSet data) {
    float[] raw = new float[data.shape().volume()];
    data.train().examples().copyRaw(0, raw, 0);
    return raw;
  }

  @Test
  void imagesOfFilesAndOfIdxBecomeAsTheyAreWanted() throws IOException {
    Optional<Resize> wide = Optional.of(new Resize(4, 8, Resize.Mode.STRETCH));
    Path idx = Files.createDirectories(directory.resolve("idx"));
    DataFiles.idx(idx);
    for (Path path : List.of(folders(true, 90), idx)) {
      DataSpec spec = DataSpec.of(path.toString()).withOptions(images(wide, Channels.RGB));
      DataSet data = DataSets.open(spec);
      assertThat(data.shape()).isEqualTo(new InputShape(3, 4, 8));
      float[] raw = first(data);
      assertThat(raw[0]).isEqualTo(raw[32]).isEqualTo(raw[64]);
    }
  }

  @Test
  void coloursBecomeTheirLuma() throws IOException {
    DataSet data =
        DataSets.open(
            DataSpec.of(folders(false, 0x204080).toString())
                .withOptions(images(Optional.empty(), Channels.GREY)));
    assertThat(data.shape()).isEqualTo(new InputShape(1, 6, 6));
    assertThat(first(data)[0]).isEqualTo(62); // .299 * 32 + .587 * 64 + .114 * 128
  }

  @Test
  void numbersHaveNoSizeInPixels() throws IOException {
    Path file =
        Files.writeString(directory.resolve("t.csv"), "x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n");
    DataSpec spec = DataSpec.of(file.toString()).withLabelColumn("y");
    assertThatThrownBy(() -> DataSets.open(spec.withImageSide(8)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("resize, image-side and channels need them, found 1x1x1 of numbers");
  }

  @Test
  void rowsTakeAnyShapeOfAsManyValues() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("t.csv"),
            "p,q,r,s,y\n1,2,3,4,a\n5,6,7,8,b\n1,1,1,1,a\n2,2,2,2,b\n3,3,3,3,a\n4,4,4,4,b\n");
    DataSpec spec = DataSpec.of(file.toString()).withLabelColumn("y");
    DataSet data =
        DataSets.open(spec.withOptions(DataOptions.defaults().withShape(new InputShape(1, 2, 2))));
    assertThat(data.shape()).isEqualTo(new InputShape(1, 2, 2));
    assertThat(data.preprocessing().mean()).hasSize(1);
    assertThatThrownBy(
            () ->
                DataSets.open(
                    spec.withOptions(DataOptions.defaults().withShape(new InputShape(1, 2, 3)))))
        .hasMessageContaining("examples of 6 values, as shape: 1x2x3 says, found 4 (4x1x1)");
  }

  @Test
  void classesAreInTheOrderThatIsSaid() throws IOException {
    DataSpec spec = DataSpec.of(folders(true, 9).toString());
    DataSet usual = DataSets.open(spec);
    DataSet data =
        DataSets.open(
            spec.withOptions(DataOptions.defaults().withClasses(List.of("c", "none", "b", "a"))));
    assertThat(data.train().targets().names()).containsExactly("c", "none", "b", "a");
    assertThat(((ClassTargets) usual.train().targets()).at(0)).isZero();
    assertThat(((ClassTargets) data.train().targets()).at(0)).isEqualTo(3);
    assertThat(((ClassTargets) data.train().targets()).counts()[1]).isZero();
    assertThatThrownBy(
            () ->
                DataSets.open(
                    spec.withOptions(DataOptions.defaults().withClasses(List.of("c", "b")))))
        .hasMessageContaining("no class but those of the key classes, [c, b], found also [a]");
  }

  @Test
  void preprocessingHasNamesAndScalars() throws IOException {
    DataSpec spec = DataSpec.of(folders(false, 0xff0080).toString());
    assertThat(input(spec, "none")).containsExactly(255, 0, 128);
    assertThat(input(spec, "zero-to-one")).containsExactly(1, 0, 128 / 255f);
    assertThat(input(spec, "minus-one-to-one")[1]).isEqualTo(-1);
    assertThat(input(spec, "imagenet")[0]).isCloseTo(2.2489f, within(1e-4f));
    assertThatThrownBy(() -> Preprocessing.named("image-net"))
        .hasMessageContaining("none, imagenet, zero-to-one, minus-one-to-one");
    DataSpec grey =
        spec.withOptions(images(Optional.empty(), Channels.GREY))
            .withPreprocessing(Preprocessing.named("imagenet"));
    assertThatThrownBy(() -> DataSets.open(grey))
        .hasMessageContaining("values of mean and std, 3, found 1 (channels: rgb makes three)");
    Path file =
        Files.writeString(directory.resolve("t.csv"), "x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n");
    DataSpec table =
        DataSpec.of(file.toString())
            .withLabelColumn("y")
            .withPreprocessing(Preprocessing.named("zero-to-one"));
    assertThatThrownBy(() -> DataSets.open(table)).hasMessageContaining("found numbers");
  }

  private static float[] input(DataSpec spec, String preprocessing) {
    DataSet data = DataSets.open(spec.withPreprocessing(Preprocessing.named(preprocessing)));
    float[] all = new float[data.shape().volume()];
    data.train().copyInput(0, all, 0);
    int area = data.shape().height() * data.shape().width();
    return new float[] {all[0], all[area], all[2 * area]};
  }

  @Test
  void whatTheDataBecameIsSaid() throws IOException {
    DataSet data = DataSets.open(DataSpec.of(folders(true, 9).toString()));
    assertThat(data.description())
        .hasSize(4)
        .anyMatch(line -> line.contains("6 for training, 3 for validation (split off), 3 for test"))
        .anyMatch(line -> line.startsWith("  shape 1x6x6 of bytes; 432 bytes in memory"))
        .anyMatch(line -> line.contains("3 classes, examples by part: a 2/1/1, b 2/1/1, c 2/1/1"))
        .anyMatch(line -> line.contains("measured on the training examples"));
  }

  @Test
  void damagedImagesMayBePassedOver() throws IOException {
    for (int i = 0; i < 40; i++) {
      DataFiles.image(directory.resolve(i % 2 == 0 ? "a" : "b").resolve(i + ".png"), 4, true, i);
    }
    Files.writeString(directory.resolve("a/8.png"), "damaged");
    DataSpec spec = DataSpec.of(directory.toString());
    assertThatThrownBy(() -> DataSets.open(spec)).hasMessageContaining("8.png: expected");
    DataOptions one =
        DataOptions.defaults()
            .withImages(new ImageReading(Optional.empty(), Channels.AS_STORED, 0, .03));
    DataSet data = DataSets.open(spec.withOptions(one));
    assertThat(data.notes()).anyMatch(note -> note.contains("1 damaged images of"));
    Files.writeString(directory.resolve("b/9.png"), "damaged");
    assertThatThrownBy(() -> DataSets.open(spec.withOptions(one)))
        .hasMessageContaining("at most 1 of 40 files damaged, as skip-damaged says");
  }
}
