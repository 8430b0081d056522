package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.source.ByteRows;
import io.paretune.evaluators.data.source.DataException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * In a file, one image after the other. Whoever is killed while it is made leaves what is decoded
 * so far, and the next goes on from there.
 */
final class StoredPixels implements PixelKeeping {
  /** What unfinished files end in. */
  static final String PARTIAL = ".partial";

  /** Bytes that stay free on the disk. */
  private static final long SPARED = 256L << 20;

  private final Path pixels;
  private final int files;
  private final int between;
  private boolean roomy;

  /**
   * @param files how many there are to decode
   * @param between images, where it is written down how far it is
   */
  StoredPixels(Path pixels, int files, int between) {
    this.pixels = pixels;
    this.files = files;
    this.between = between;
  }

  @Override
  public boolean has(ImageFacts facts) throws IOException {
    return Files.isRegularFile(pixels) && Files.size(pixels) == facts.bytes();
  }

  @Override
  public ByteRows rows(ImageFacts facts, int channels) throws IOException {
    return new PixelFile(pixels, facts, channels);
  }

  private Path partial() {
    return pixels.resolveSibling(pixels.getFileName() + PARTIAL);
  }

  private Path partialFacts() {
    return pixels.resolveSibling(pixels.getFileName() + ".facts" + PARTIAL);
  }

  @Override
  public ImageFacts make(Decoder decoder) throws IOException {
    ImageFacts facts = begun();
    try {
      try (OutputStream out = appending(facts)) {
        decoder.decode(facts, (planes, soFar) -> take(planes, soFar, out));
      }
    } catch (DataException | IOException | UncheckedIOException unusable) {
      forget();
      throw unusable;
    }
    Files.move(partial(), pixels, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(partialFacts());
    return facts;
  }

  /** What another process has done before it was killed. */
  private ImageFacts begun() throws IOException {
    try {
      ImageFacts facts = ImageFacts.read(partialFacts());
      if (Files.size(partial()) >= facts.bytes()) {
        return facts;
      }
    } catch (IOException nothingUsable) {
      // from the beginning
    }
    forget();
    return new ImageFacts();
  }

  private void forget() throws IOException {
    Files.deleteIfExists(partialFacts());
    Files.deleteIfExists(partial());
  }

  private OutputStream appending(ImageFacts facts) throws IOException {
    try (FileChannel known =
        FileChannel.open(partial(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      known.truncate(facts.bytes());
    }
    return new BufferedOutputStream(
        Files.newOutputStream(partial(), StandardOpenOption.APPEND), 1 << 20);
  }

  private void take(byte[] planes, ImageFacts soFar, OutputStream out) throws IOException {
    if (!roomy) {
      requireRoom(3L * soFar.area() * (files - soFar.files() + 1));
      roomy = true;
    }
    out.write(planes);
    if (soFar.images() % between == 0) {
      out.flush();
      soFar.write(partialFacts());
    }
  }

  private void requireRoom(long bytes) throws IOException {
    long room = Files.getFileStore(pixels.toAbsolutePath().getParent()).getUsableSpace() - SPARED;
    if (bytes > room) {
      throw new IOException(
          "about %d MiB are needed, and %d MiB are to be had (data: {cache: none} decodes them in each epoch)"
              .formatted(bytes >> 20, Math.max(0, room >> 20)));
    }
  }
}
