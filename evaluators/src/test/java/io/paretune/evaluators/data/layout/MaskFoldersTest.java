package io.paretune.evaluators.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.Resize;
import io.paretune.evaluators.task.Segmentation;
import io.paretune.evaluators.task.targets.MaskTargets;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images with masks beside them. */
class MaskFoldersTest {

  @TempDir Path directory = Path.of("");

  private Path image(String name, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xff0000);
    return write(name, image);
  }

  private Path write(String name, BufferedImage image) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A mask by its values, row by row. */
  private void mask(String name, boolean palette, int[]... rows) {
    byte[] ramp = new byte[256];
    for (int i = 0; i < 256; i++) {
      ramp[i] = (byte) (7 * i);
    }
    BufferedImage image =
        palette
            ? new BufferedImage(
                rows[0].length,
                rows.length,
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, 256, ramp, ramp, ramp))
            : new BufferedImage(rows[0].length, rows.length, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length; x++) {
        image.getRaster().setSample(x, y, 0, rows[y][x]);
      }
    }
    write(name, image);
  }

  private DataSpec spec() {
    return DataSpec.of(directory.toString()).withTask(new Segmentation());
  }

  private static int[] values(MaskTargets masks, int example) {
    int[] values = new int[masks.area()];
    for (int p = 0; p < values.length; p++) {
      values[p] = masks.at(example, p);
    }
    return values;
  }

  @Test
  void palettesAndGreyAreClassNumbersAndPartsAreFound() {
    for (String part : List.of("train", "val", "test")) {
      for (int i = 0; i < 3; i++) {
        image(part + "/images/" + i + ".png", 3, 2);
        mask(
            part + "/masks/" + i + "_mask.png", i == 0, new int[] {0, 1, 2}, new int[] {i, 0, 255});
      }
    }
    mask("train/masks/lost.png", true, new int[] {0, 1, 2}, new int[] {0, 0, 0});
    DataSet data = DataSets.open(spec());
    MaskTargets masks = (MaskTargets) data.train().targets();
    assertThat(masks.names()).containsExactly("0", "1", "2");
    assertThat(values(masks, 0)).containsExactly(0, 1, 2, 0, 0, 255);
    assertThat(values(masks, 2)).containsExactly(0, 1, 2, 2, 0, 255);
    assertThat(data.validation().size()).isEqualTo(3);
    assertThat(data.notes().toString()).contains("1 masks without an image", "lost.png");
  }

  @Test
  void blackAndWhiteAreTwoClassesAndNamesCanBeGiven() {
    for (int i = 0; i < 12; i++) {
      image("images/" + i + ".png", 2, 2);
      mask("masks/" + i + ".png", false, new int[] {0, 255}, new int[] {255, 0});
    }
    DataSpec named = spec().withOptions(spec().options().withClasses(List.of("ground", "cell")));
    MaskTargets masks = (MaskTargets) DataSets.open(named).train().targets();
    assertThat(masks.names()).containsExactly("ground", "cell");
    assertThat(values(masks, 0)).containsExactly(0, 1, 1, 0);
  }

  @Test
  void masksGoWhereTheirImagesGo() {
    for (int i = 0; i < 12; i++) {
      image("images/" + i + ".png", 4, 2);
      mask("masks/" + i + ".png", true, new int[] {1, 2, 3, 4}, new int[] {5, 6, 7, 8});
    }
    assertThat(resized(Resize.Mode.STRETCH)).containsExactly(2, 4, 6, 8);
    assertThat(resized(Resize.Mode.CROP)).containsExactly(2, 3, 6, 7);
    assertThat(resized(Resize.Mode.PAD)).containsExactly(6, 8, 255, 255);
  }

  @Test
  void besideAMaskOfTwoClassesThereIsNoClassEither() {
    for (int i = 0; i < 12; i++) {
      image("images/" + i + ".png", 4, 2);
      mask("masks/" + i + ".png", false, new int[] {255, 255, 0, 0}, new int[] {0, 255, 0, 255});
    }
    assertThat(resized(Resize.Mode.PAD)).containsExactly(1, 1, 255, 255);
  }

  @Test
  void aFolderTooManyIsPassedThroughAndWhatIsCalledAlikeHoldsMasks() throws IOException {
    Files.createDirectories(directory.resolve("set/Annotations"));
    Files.writeString(directory.resolve("set/Annotations/0.xml"), "<annotation/>");
    for (int i = 0; i < 12; i++) {
      image("set/JPEGImages/" + i + ".png", 2, 1);
      mask("set/SegmentationClass/" + i + ".png", true, new int[] {0, i == 3 ? 1 : 255});
    }
    mask("set/SegmentationClass/3.png", true, new int[] {0, 1});
    DataSet data = DataSets.open(spec());
    assertThat(data.train().targets().names()).containsExactly("0", "1");
    assertThat(data.notes().toString()).contains("nothing but 0 and 255", "255 is no class here");
  }

  private int[] resized(Resize.Mode mode) {
    ImageReading images = spec().options().images().withResize(Optional.of(new Resize(2, 2, mode)));
    DataSet data = DataSets.open(spec().withOptions(spec().options().withImages(images)));
    return values((MaskTargets) data.train().targets(), 0);
  }

  @Test
  void aPartWithoutMasksIsNamed() {
    image("train/images/a.png", 2, 2);
    mask("train/masks/a.png", true, new int[] {0, 1}, new int[] {0, 1});
    image("val/images/a.png", 2, 2);
    mask("val/mask_png/a.png", true, new int[] {0, 1}, new int[] {0, 1});
    assertThatThrownBy(() -> DataSets.open(spec()))
        .hasMessageContaining("/val: expected a folder 'images' beside one of 'masks'")
        .hasMessageContaining("mask_png");
  }

  @Test
  void whatIsNotSoundIsNamed() {
    image("images/a.png", 2, 2);
    assertThatThrownBy(() -> DataSets.open(spec()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a folder 'images' beside one of 'masks'");
    mask("masks/b.png", true, new int[] {0, 1}, new int[] {0, 1});
    assertThatThrownBy(() -> DataSets.open(spec()))
        .hasMessageContaining("a mask of the same name")
        .hasMessageContaining("a.png");
    mask("masks/a.png", true, new int[] {0, 1, 1}, new int[] {0, 1, 1});
    assertThatThrownBy(() -> DataSets.open(spec()))
        .hasMessageContaining("as large as its upright image, 2x2")
        .hasMessageContaining("3x2");
    BufferedImage coloured = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    coloured.setRGB(1, 1, 0x00ff00);
    write("masks/a.png", coloured);
    assertThatThrownBy(() -> DataSets.open(spec())).hasMessageContaining("found colours");
    assertThatThrownBy(() -> DataSets.open(DataSpec.of("digits").withTask(new Segmentation())))
        .hasMessageContaining("a mask of each example");
  }
}
