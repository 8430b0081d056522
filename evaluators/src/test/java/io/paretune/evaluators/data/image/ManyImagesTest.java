package io.paretune.evaluators.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.image.decode.Decoded;
import io.paretune.evaluators.data.image.decode.ImageDecoder;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.ReadingProgress;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that take more room than a heap should give them lie in a file, decoded once. */
class ManyImagesTest {

  private static final int SIDE = 9;
  private static final int COUNT = 40;
  private static final String CACHE = "paretune.cache";

  @TempDir Path directory = Path.of("");
  @TempDir Path cache = Path.of("");
  private final String usual = System.getProperty(CACHE, "");
  private final List<Path> files = new ArrayList<>();

  @BeforeEach
  void images() throws IOException {
    System.setProperty(CACHE, cache.toString());
    for (int i = 0; i < COUNT; i++) {
      boolean grey = i % 3 == 0;
      BufferedImage image =
          new BufferedImage(
              SIDE, SIDE, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < SIDE * SIDE; p++) {
        for (int band = 0; band < (grey ? 1 : 3); band++) {
          image.getRaster().setSample(p % SIDE, p / SIDE, band, (i * 31 + p * 7 + band * 50) % 256);
        }
      }
      Path file = directory.resolve("%03d.png".formatted(i));
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
  }

  @AfterEach
  void usualCache() {
    System.setProperty(CACHE, usual);
  }

  private Examples read(long worthAFile) {
    Images images =
        new Images("many", ImageReading.defaults(), ReadingProgress.silent(), worthAFile);
    assertThat(images.addAll(files).cardinality()).isEqualTo(COUNT);
    boolean grey = Images.allGrey(List.of(images));
    return images.examples(grey, ClassTargets.of(List.of("a"), new int[COUNT]));
  }

  private List<Path> kept() throws IOException {
    Path all = cache.resolve("images");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(all)) {
      return found.filter(file -> file.toString().matches(".*[.](facts|pixels)")).sorted().toList();
    }
  }

  @Test
  void aFileHoldsTheSameAsTheHeap() throws IOException {
    Examples heap = read(Long.MAX_VALUE);
    assertThat(kept()).isEmpty();
    Examples stored = read(1);
    assertThat(kept()).hasSize(2);
    assertThat(stored.storesBytes()).isTrue();
    assertThat(stored.shape()).isEqualTo(new InputShape(3, SIDE, SIDE));
    assertThat(stored.contentHash()).isEqualTo(heap.contentHash());
    assertThat(read(1).contentHash()).isEqualTo(heap.contentHash());
    assertThat(stored.remembered("x", () -> "1")).isEqualTo("1");
    assertThat(read(1).remembered("x", () -> "2")).isEqualTo("1");
    assertThat(stored.select(new int[] {1}).remembered("x", () -> "2")).isEqualTo("2");
    assertThat(heap.remembered("x", () -> "2")).isEqualTo("2");
    int[] some = {39, 0, 7, 3};
    assertThat(stored.select(some).contentHash()).isEqualTo(heap.select(some).contentHash());
    float[] one = new float[1 + heap.shape().volume()];
    float[] other = new float[1 + heap.shape().volume()];
    for (int i = 0; i < COUNT; i++) {
      heap.copyRaw(i, one, 1);
      stored.copyRaw(i, other, 1);
      assertThat(other).isEqualTo(one);
    }
  }

  @Test
  void itIsDecodedOnceAndAgainWhenAFileHasChanged() throws IOException {
    String hash = read(1).contentHash();
    Path image = files.get(3);
    FileTime time = Files.getLastModifiedTime(image);
    Files.write(image, new byte[(int) Files.size(image)]);
    Files.setLastModifiedTime(image, time);
    assertThat(read(Long.MAX_VALUE).contentHash()).isEqualTo(hash);
    Files.setLastModifiedTime(image, FileTime.fromMillis(0));
    assertThatThrownBy(() -> read(1))
        .hasMessageContaining("003.png: expected")
        .hasMessageEndingWith(
            "; mend or remove it, or give data: {skip-damaged: 1%} to pass over so many");
    assertThat(kept()).hasSize(2);
  }

  @Test
  void whatIsLostOrCutShortIsMadeAgainOrTold() throws IOException {
    Examples examples = read(1);
    Path pixels = kept().get(1);
    assertThat(pixels.toString()).endsWith(".pixels");
    Files.write(pixels, new byte[10]);
    assertThatThrownBy(() -> examples.copyRaw(9, new float[3 * SIDE * SIDE], 0))
        .hasMessageContaining("a file that is cut short");
    assertThat(read(1).contentHash()).isEqualTo(read(Long.MAX_VALUE).contentHash());
    Files.delete(pixels);
    assertThat(read(1).contentHash()).isEqualTo(read(Long.MAX_VALUE).contentHash());
    Files.write(kept().get(0), new byte[] {1, 2, 3});
    assertThat(read(1).size()).isEqualTo(COUNT);
  }

  @Test
  void aFileThatCannotBeWrittenIsTold() throws IOException {
    Files.writeString(cache.resolve("images"), "in the way");
    assertThatThrownBy(() -> read(1)).hasMessageContaining("room for decoded images");
  }

  @Test
  void anInterruptedReaderLeavesTheFileToOthers() {
    Examples examples = read(1);
    float[] raw = new float[examples.shape().volume()];
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> examples.copyRaw(0, raw, 0)).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    examples.copyRaw(1, raw, 0);
    assertThat(raw[0]).isEqualTo(31);
  }

  @Test
  void someImagesTellOfAllBeforeTheyAreDecoded() {
    Images few = new Images("few", ImageReading.defaults());
    assertThat(few.ahead(files)).isEmpty();
    Images many = new Images("many", ImageReading.defaults(), ReadingProgress.silent(), 1);
    Images.Ahead ahead = many.ahead(files).orElseThrow();
    assertThat(ahead.width()).isEqualTo(SIDE);
    assertThat(ahead.grey()).isFalse();
    assertThat(ahead.time()).isPositive();
    many.addAll(files);
    assertThat(many.ahead(files)).isEmpty();
  }

  @Test
  void whatWasDecodedBeforeIsNotSaidToBeToDo() {
    List<String> said = new ArrayList<>();
    ReadingProgress progress =
        new ReadingProgress() {
          @Override
          public void begins(List<String> lines) {
            said.addAll(lines);
          }

          @Override
          public void read(String part, int done, int all) {}
        };
    Images images = new Images("many", ImageReading.defaults(), ReadingProgress.silent(), 1);
    images.addAll(files);
    Reading reading = Reading.ofClasses();
    ImagesAhead.say(
        "photos",
        List.of(part("train", images, files), part("test", images, files.subList(0, 2))),
        new Reading(
            reading.targets(),
            List.of(),
            "",
            reading.images(),
            reading.tables(),
            List.of(),
            progress));
    assertThat(said.get(0)).isEqualTo("data photos: 2 images in test, not decoded yet");
  }

  private static ImagesAhead.Part part(String place, Images images, List<Path> files) {
    return new ImagesAhead.Part(
        place, images, files, ClassTargets.of(List.of("a"), new int[files.size()]));
  }

  private Examples streamed() {
    ImageReading reading = ImageReading.defaults().withKeeping(ImageReading.Keeping.STREAMED);
    Images images = new Images("many", reading);
    assertThat(images.addAll(files).cardinality()).isEqualTo(COUNT);
    return images.examples(false, ClassTargets.of(List.of("a"), new int[COUNT]));
  }

  @Test
  void whatIsDecodedInEachEpochIsTheSameAndKeepsNoPixels() throws IOException {
    Examples heap = read(Long.MAX_VALUE);
    Examples streamed = streamed();
    assertThat(streamed.contentHash()).isEqualTo(heap.contentHash());
    assertThat(kept()).singleElement().asString().endsWith(".facts");
    List<float[]> raw = new ArrayList<>();
    heap.forEachRaw(values -> raw.add(values.clone()));
    List<float[]> decoded = new ArrayList<>();
    streamed.forEachRaw(values -> decoded.add(values.clone()));
    assertThat(decoded).usingRecursiveComparison().isEqualTo(raw);
    assertThat(streamed.remembered("x", () -> "1")).isEqualTo("1");
    assertThat(streamed().remembered("x", () -> "2")).isEqualTo("1");
  }

  @Test
  void aFileThatChangesWhileItIsStreamedIsRefused() throws IOException {
    Examples streamed = streamed();
    float[] raw = new float[streamed.shape().volume()];
    streamed.copyRaw(7, raw, 0);
    Files.copy(files.get(8), files.get(7), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> streamed.copyRaw(7, raw, 0))
        .hasMessageContaining("007.png: expected a file that stays as it was");
    assertThatThrownBy(() -> streamed.forEachRaw(values -> {}))
        .hasMessageContaining("007.png: expected a file that stays as it was");
  }

  @Test
  void aFileThatChangesWhileItIsDecodedIsNamed() {
    Images images =
        new Images(
            "many",
            ImageReading.defaults(),
            (part, done, all) -> {
              if (done == all) {
                replaced();
              }
            },
            1);
    assertThatThrownBy(() -> images.addAll(files))
        .hasMessageContaining("007.png: expected a file that stays as it is")
        .hasMessageContaining("try again");
  }

  private void replaced() {
    try {
      Files.writeString(files.get(7), "something else");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** Ends as a process does that is killed: without a word of the files. */
  private static final class Killed extends IllegalStateException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aDecodingThatWasKilledIsGoneOnWith() throws IOException {
    String hash = read(Long.MAX_VALUE).contentHash();
    PixelCache cache =
        new PixelCache(
            files,
            ImageReading.defaults(),
            file -> {
              throw new IllegalStateException("nothing is streamed");
            },
            8);
    assertThatThrownBy(
            () ->
                cache.made(
                    (soFar, taker) -> {
                      for (int i = 0; i < 19; i++) {
                        Decoded image = new ImageDecoder(ImageReading.WHITE).decode(files.get(i));
                        soFar.add(i, image);
                        taken(image, soFar, taker);
                      }
                      throw new Killed();
                    },
                    () -> {}))
        .isInstanceOf(Killed.class);
    assertThat(kept()).isEmpty();
    List<Integer> heard = new ArrayList<>();
    Images images =
        new Images("many", ImageReading.defaults(), (part, done, all) -> heard.add(done), 1);
    images.addAll(files);
    assertThat(heard).startsWith(16, 17).endsWith(COUNT);
    assertThat(images.examples(false, ClassTargets.of(List.of("a"), new int[COUNT])).contentHash())
        .isEqualTo(hash);
    assertThat(kept()).hasSize(2);
  }

  private static void taken(Decoded image, ImageFacts soFar, PixelKeeping.Taker taker) {
    try {
      taker.take(image.pixels().planes(), soFar);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
