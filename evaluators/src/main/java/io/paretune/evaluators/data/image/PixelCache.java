package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.hardware.Digest;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.SharedDirectory;
import io.paretune.hardware.WholeFile;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where decoded images of one part lie for all processes of the user: in the shared directory, by
 * the files' paths, sizes and times and by how they are read. One process decodes, the others wait.
 * The least recently used give way when there are more than {@value #MOST_BYTES} bytes.
 */
final class PixelCache {

  /** Fewer bytes are kept on the heap of each process. */
  static final long WORTH_IT = 64L << 20;

  private static final long MOST_BYTES = 64L << 30;
  private static final String PIXELS = ".pixels";
  private static final String FACTS = ".facts";

  private final List<Path> files;
  private final ImageReading reading;
  private final String key;

  PixelCache(List<Path> files, ImageReading reading) {
    this.files = files;
    this.reading = reading;
    this.key = key();
  }

  /** Fills a file with decoded images. */
  @FunctionalInterface
  interface Decoder {
    /**
     * Decodes all files.
     *
     * @param pixels takes the planes of each image
     */
    ImageFacts decode(OutputStream pixels) throws IOException;
  }

  /** What tells these files, read so, from others. */
  private String key() {
    MessageDigest digest = Digest.sha256();
    digest.update(reading.toString().getBytes(StandardCharsets.UTF_8));
    for (Path file : files) {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        String line =
            "\n%s %d %s"
                .formatted(file.toAbsolutePath(), attributes.size(), attributes.lastModifiedTime());
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException gone) {
        throw new DataException(
            file.toString(), "a readable file", String.valueOf(gone.getMessage()), gone);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
  }

  private static Path directory() {
    return SharedDirectory.path().resolve("images");
  }

  /** The file of the pixels. */
  Path pixels() {
    return directory().resolve(key + PIXELS);
  }

  /** What is known of the images, if they have been decoded before. */
  Optional<ImageFacts> find() {
    Path facts = directory().resolve(key + FACTS);
    if (!Files.isRegularFile(facts) || !Files.isRegularFile(pixels())) {
      return Optional.empty();
    }
    try {
      byte[] content = Files.readAllBytes(facts);
      Files.setLastModifiedTime(facts, FileTime.from(Instant.now()));
      ImageFacts known = ImageFacts.read(new DataInputStream(new ByteArrayInputStream(content)));
      return Files.size(pixels()) == known.bytes() ? Optional.of(known) : Optional.empty();
    } catch (IOException unsound) {
      return Optional.empty(); // made anew
    }
  }

  /**
   * Decodes the images, unless another process has done so in the meantime.
   *
   * @throws DataException if there is no room, or a file changes while it is read
   */
  ImageFacts made(Decoder decoder) {
    try {
      Path directory = Files.createDirectories(directory());
      return OneAtATime.with(
          directory.resolve(key + ".lock"),
          () -> {
            Optional<ImageFacts> known = find();
            return known.isPresent() ? known.get() : decoded(decoder);
          });
    } catch (IOException | UncheckedIOException full) {
      throw new DataException(
          directory().toString(),
          "room for decoded images (PARETUNE_CACHE names another place)",
          String.valueOf(full.getMessage()),
          full);
    }
  }

  private ImageFacts decoded(Decoder decoder) throws IOException {
    List<ImageFacts> facts = new ArrayList<>();
    WholeFile.write(
        pixels(),
        unfinished -> {
          try (OutputStream out =
              new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 20)) {
            facts.add(decoder.decode(out));
          }
          if (!key().equals(key)) {
            throw new DataException(
                files.get(0).toString(),
                "files that stay as they are while they are read",
                "some that changed: try again");
          }
        });
    WholeFile.write(
        directory().resolve(key + FACTS),
        unfinished -> {
          try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(unfinished))) {
            facts.get(0).write(out);
          }
        });
    makeRoom();
    return facts.get(0);
  }

  /** Removes what was not used for longest, as far as there is too much. */
  private void makeRoom() throws IOException {
    List<Path> oldest;
    try (Stream<Path> all = Files.list(directory())) {
      oldest =
          all.filter(file -> file.toString().endsWith(FACTS))
              .filter(file -> !file.getFileName().toString().startsWith(key))
              .sorted(Comparator.comparing(file -> file.toFile().lastModified()))
              .toList();
    }
    long total = Files.size(pixels());
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
