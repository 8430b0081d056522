package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.image.decode.FileStamp;
import io.paretune.evaluators.data.image.decode.Pixels;
import io.paretune.evaluators.data.source.ByteRows;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.hardware.Digest;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.SharedDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is known of the images of one part, and where they lie for all processes of the user: in the
 * shared directory, by the files' paths, sizes and times and by how they are read. One process
 * decodes, the others wait. The least recently used give way when there are more than {@value
 * #MOST_BYTES} bytes.
 */
final class PixelCache {

  /** Fewer bytes are kept on the heap of each process. */
  static final long WORTH_IT = 64L << 20;

  private static final long MOST_BYTES = 64L << 30;

  /** Images after which a decoder that is killed does not lose them. */
  private static final int BETWEEN = 500;

  /** What was left unfinished for so long is not gone on with. */
  private static final Duration ABANDONED = Duration.ofDays(7);

  private static final String PIXELS = ".pixels";
  private static final String FACTS = ".facts";

  private final List<Path> files;
  private final ImageReading reading;
  private final List<FileStamp> stamps;
  private final String key;
  private final PixelKeeping keeping;

  /**
   * @param decoder of one file, where images are decoded again and again
   */
  PixelCache(List<Path> files, ImageReading reading, Function<Path, Pixels> decoder) {
    this(files, reading, decoder, BETWEEN);
  }

  /**
   * As the other one.
   *
   * @param between images after which a decoder that is killed does not lose them
   */
  PixelCache(List<Path> files, ImageReading reading, Function<Path, Pixels> decoder, int between) {
    this.files = files;
    this.reading = reading;
    this.stamps = stamps();
    this.key = key(stamps);
    this.keeping =
        reading.keeping() == ImageReading.Keeping.CACHED
            ? new StoredPixels(named(PIXELS), files.size(), between)
            : new StreamedPixels(files, stamps, decoder, new KeptTexts(named(PIXELS)));
  }

  private List<FileStamp> stamps() {
    return files.stream().map(FileStamp::of).toList();
  }

  /** What tells these files, read so, from others. */
  private String key(List<FileStamp> ofFiles) {
    MessageDigest digest = Digest.sha256();
    digest.update(reading.text().getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < files.size(); i++) {
      FileStamp stamp = ofFiles.get(i);
      String line =
          "\n%s %d %s".formatted(files.get(i).toAbsolutePath(), stamp.size(), stamp.time());
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
  }

  private static Path directory() {
    return SharedDirectory.path().resolve("images");
  }

  private Path named(String ending) {
    return directory().resolve(key + ending);
  }

  /** What reads the pixels, with so many channels. */
  ByteRows rows(ImageFacts facts, int channels) {
    try {
      return keeping.rows(facts, channels);
    } catch (IOException gone) {
      throw new DataException(
          named(PIXELS).toString(), "decoded images", String.valueOf(gone.getMessage()), gone);
    }
  }

  /** What is known of the images, if they have been decoded before. */
  Optional<ImageFacts> find() {
    Path facts = named(FACTS);
    if (!Files.isRegularFile(facts)) {
      return Optional.empty();
    }
    try {
      ImageFacts known = ImageFacts.read(facts);
      Files.setLastModifiedTime(facts, FileTime.from(Instant.now()));
      return keeping.has(known) ? Optional.of(known) : Optional.empty();
    } catch (IOException unsound) {
      return Optional.empty(); // made anew
    }
  }

  /**
   * Decodes the images, unless another process has done so in the meantime.
   *
   * @param waits told again and again while another process decodes them
   * @throws DataException if there is no room, or a file changes while it is read
   */
  ImageFacts made(PixelKeeping.Decoder decoder, Runnable waits) {
    try {
      Files.createDirectories(directory());
      return OneAtATime.with(
          named(".lock"),
          waits,
          () -> {
            Optional<ImageFacts> known = find();
            return known.isPresent() ? known.get() : decoded(decoder);
          });
    } catch (UncheckedIOException full) {
      throw noRoom(Objects.requireNonNull(full.getCause()));
    } catch (IOException full) {
      throw noRoom(full);
    }
  }

  private static DataException noRoom(Throwable full) {
    return new DataException(
        directory().toString(),
        "room for decoded images (PARETUNE_CACHE names another place)",
        String.valueOf(full.getMessage()),
        full);
  }

  private ImageFacts decoded(PixelKeeping.Decoder decoder) throws IOException {
    ImageFacts facts =
        keeping.make(
            (soFar, taker) -> {
              decoder.decode(soFar, taker);
              requireUnchanged();
              // before the pixels are in their place, so that there are never pixels without
              written(soFar);
            });
    makeRoom();
    return facts;
  }

  private void requireUnchanged() {
    List<FileStamp> now = stamps();
    for (int i = 0; i < files.size(); i++) {
      if (!now.get(i).equals(stamps.get(i))) {
        throw new DataException(
            files.get(i).toString(),
            "a file that stays as it is while it is read",
            "one that changed: try again");
      }
    }
  }

  private void written(ImageFacts facts) {
    try {
      facts.write(named(FACTS));
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** Removes what was not used for longest, as far as there is too much, and what was abandoned. */
  private void makeRoom() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.list(directory())) {
      all = found.filter(file -> !file.getFileName().toString().startsWith(key)).toList();
    }
    long now = System.currentTimeMillis();
    for (Path file : all) {
      boolean old = now - file.toFile().lastModified() > ABANDONED.toMillis();
      if (old && file.toString().endsWith(StoredPixels.PARTIAL)) {
        Files.deleteIfExists(file);
      }
    }
    List<Path> oldest =
        all.stream()
            .filter(file -> file.toString().endsWith(FACTS))
            .sorted(Comparator.comparing(file -> file.toFile().lastModified()))
            .toList();
    long total = named(PIXELS).toFile().length();
    for (Path facts : oldest) {
      total += pixelsOf(facts).toFile().length();
    }
    for (Path facts : oldest) {
      if (total <= MOST_BYTES) {
        return;
      }
      total -= pixelsOf(facts).toFile().length();
      Files.deleteIfExists(facts);
      delete(pixelsOf(facts));
    }
  }

  /** The pixels, and what was worked out of them. */
  private static void delete(Path pixels) throws IOException {
    String name = pixels.getFileName().toString();
    List<Path> all;
    try (Stream<Path> files = Files.list(directory())) {
      all = files.filter(file -> file.getFileName().toString().startsWith(name)).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }

  private static Path pixelsOf(Path facts) {
    String name = facts.getFileName().toString();
    return facts.resolveSibling(name.substring(0, name.length() - FACTS.length()) + PIXELS);
  }
}
