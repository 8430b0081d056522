package io.paretune.evaluators.data.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.image.Resampling;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.Resize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images of every kind beside what Pillow reads of them ({@code golden.py} made both): equal, but
 * for JPEG and lossy WebP, whose decoders round otherwise.
 */
class ImageDecoderTest {

  @TempDir Path directory = Path.of("");

  /** What is expected of a file. */
  private record Golden(int tolerance, int channels, int height, int width, List<Integer> values) {}

  private static Map<String, Golden> golden() throws IOException {
    Map<String, Golden> all = new LinkedHashMap<>();
    try (InputStream lines = ImageDecoderTest.class.getResourceAsStream("golden.txt")) {
      for (String line :
          new String(lines.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        String[] words = line.split(" ", -1);
        int[] numbers = Arrays.stream(words, 1, words.length).mapToInt(Integer::parseInt).toArray();
        all.put(
            words[0],
            new Golden(
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                Arrays.stream(numbers, 4, numbers.length).boxed().toList()));
      }
    }
    return all;
  }

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream content = ImageDecoderTest.class.getResourceAsStream(name)) {
      Files.write(file, content.readAllBytes());
    }
    return file;
  }

  private static String difference(Golden wanted, Pixels found) {
    if (found.channels() != wanted.channels
        || found.height() != wanted.height
        || found.width() != wanted.width) {
      return "%dx%dx%d in place of %dx%dx%d"
          .formatted(
              found.channels(),
              found.height(),
              found.width(),
              wanted.channels,
              wanted.height,
              wanted.width);
    }
    int most = 0;
    for (int i = 0; i < wanted.values.size(); i++) {
      most = Math.max(most, Math.abs((found.planes()[i] & 0xff) - wanted.values.get(i)));
    }
    return most <= wanted.tolerance ? "" : "differs by " + most;
  }

  private static String difference(Golden wanted, Path file) {
    try {
      return difference(wanted, new ImageDecoder(ImageReading.WHITE).decode(file).pixels());
    } catch (DataException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  @Test
  void everyKindHasPillowsValues() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Golden> entry : golden().entrySet()) {
      if (!entry.getKey().startsWith("resize")) {
        String difference = difference(entry.getValue(), file(entry.getKey()));
        if (!difference.isEmpty()) {
          wrong.add(entry.getKey() + ": " + difference);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(golden()).hasSizeGreaterThan(50);
  }

  @Test
  void scalingIsPillowsBilinear() throws IOException {
    Pixels smooth = new ImageDecoder(ImageReading.WHITE).decode(file("smooth.png")).pixels();
    int looked = 0;
    for (Map.Entry<String, Golden> entry : golden().entrySet()) {
      if (entry.getKey().startsWith("resize")) {
        Golden golden = entry.getValue();
        Resize how = new Resize(golden.height, golden.width, Resize.Mode.STRETCH);
        assertThat(difference(golden, new Resampling(how, 0).of(smooth)))
            .as(entry.getKey())
            .isEmpty();
        looked++;
      }
    }
    assertThat(looked).isEqualTo(3);
  }

  @Test
  void croppingKeepsTheMiddleAndPaddingTheWhole() {
    byte[] line = {10, 20, 30, 40, 50, 60, 70, 80};
    Pixels wide = new Pixels(4, 2, line);
    Pixels cropped = new Resampling(new Resize(2, 2, Resize.Mode.CROP), 0).of(wide);
    assertThat(cropped.planes()).containsExactly(20, 30, 60, 70);
    Pixels padded = new Resampling(new Resize(4, 4, Resize.Mode.PAD), 0x070707).of(wide);
    assertThat(padded.planes())
        .containsExactly(7, 7, 7, 7, 10, 20, 30, 40, 50, 60, 70, 80, 7, 7, 7, 7);
    Pixels coloured = new Resampling(new Resize(4, 4, Resize.Mode.PAD), 0x010203).of(wide);
    assertThat(coloured.channels()).isEqualTo(3);
    assertThat(coloured.at(1, 0, 0)).isEqualTo(2);
    assertThat(coloured.at(1, 1, 0)).isEqualTo(10);
  }

  @Test
  void transparentPixelsShowTheBackgroundAndNotWhatIsHidden() throws IOException {
    Decoded white = new ImageDecoder(ImageReading.WHITE).decode(file("rgba.png"));
    Decoded red = new ImageDecoder(0xff0000).decode(file("rgba.png"));
    assertThat(white.transparent()).isTrue();
    assertThat(white.pixels().at(1, 0, 0)).isEqualTo(255);
    assertThat(red.pixels().at(0, 0, 0)).isEqualTo(255);
    assertThat(red.pixels().at(1, 0, 0)).isZero();
    assertThat(new ImageDecoder(0).decode(file("rgb.png")).transparent()).isFalse();
  }

  @Test
  void whatIsCutShortIsRefusedAlsoWhereTheDecoderFillsItWithGrey() throws IOException {
    for (String name : List.of("turned1.jpg", "smooth.png", "lossy.webp", "rgb.bmp", "rgb.ppm")) {
      Path file = file(name);
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length * 3 / 4));
      assertThatThrownBy(() -> new ImageDecoder(0).decode(file))
          .as(name)
          .isInstanceOf(DataException.class)
          .hasMessageContaining(name)
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void damagedBytesAreReadOrRefusedAndNothingElse() throws IOException {
    Random random = new Random(11);
    int refused = 0;
    for (String name : golden().keySet()) {
      if (name.startsWith("resize")) {
        continue;
      }
      byte[] whole = Files.readAllBytes(file(name));
      Path damaged = directory.resolve("damaged-" + name);
      for (int round = 0; round < 4; round++) {
        byte[] content = whole.clone();
        for (int flip = 0; flip < 3; flip++) {
          content[random.nextInt(content.length)] = (byte) random.nextInt();
        }
        Files.write(damaged, content);
        try {
          new ImageDecoder(0).decode(damaged);
        } catch (DataException told) {
          assertThat(told).hasMessageContaining(damaged.toString()).hasMessageNotContaining("\n");
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(10);
  }

  @Test
  void whatIsNoImageIsCalledWhatItIs() throws IOException {
    Path file = directory.resolve("1.png");
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\n");
    assertThatThrownBy(() -> new ImageDecoder(0).decode(file)).hasMessageContaining("Git LFS");
    Files.writeString(file, "<!DOCTYPE html><html>");
    assertThatThrownBy(() -> new ImageDecoder(0).decode(file)).hasMessageContaining("a page");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> new ImageDecoder(0).decode(file))
        .hasMessageContaining("an empty file");
  }

  @Test
  void orientationsThatAreNotSoundSayNothing() {
    byte[] jpeg = new byte[64];
    jpeg[0] = (byte) 0xff;
    jpeg[1] = (byte) 0xd8;
    for (int seed = 0; seed < 500; seed++) {
      new Random(seed).nextBytes(jpeg);
      assertThat(Orientation.of(jpeg)).isBetween(1, 8);
    }
  }
}
