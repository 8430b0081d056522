package io.paretune.evaluators.data.layout.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.source.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

  private static final String CACHE = "paretune.cache";
  private static final Allowance.Limits SMALL = new Allowance.Limits(1 << 20, 100, 0);

  private final Path directory;
  private final Path cache;
  private String before = "";

  ArchiveTest(@TempDir Path directory) {
    this.directory = directory;
    this.cache = directory.resolve("cache");
  }

  @BeforeEach
  void ownCache() {
    before = System.getProperty(CACHE, "");
    System.setProperty(CACHE, cache.toString());
  }

  @AfterEach
  void usualCache() {
    System.setProperty(CACHE, before);
  }

  private Path zip(int entries, int bytes) throws IOException {
    Path zip = directory.resolve("data.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < entries; i++) {
        out.putNextEntry(new ZipEntry("a/" + i + ".png"));
        out.write(new byte[bytes]);
      }
    }
    return zip;
  }

  /** A file of zeros. */
  private Path tar(int bytes) throws IOException {
    byte[] header = new byte[512];
    put(header, 0, "zeros.bin");
    put(header, 124, String.format("%011o", bytes));
    put(header, 148, "        ");
    header[156] = '0';
    int sum = 0;
    for (byte b : header) {
      sum += b;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    Path tar = directory.resolve("data.tar.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(tar))) {
      out.write(header);
      out.write(new byte[(bytes + 511) / 512 * 512 + 1024]);
    }
    return tar;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private void refused(Path file, Allowance.Limits limits, String why) throws IOException {
    assertThatThrownBy(
            () ->
                Archive.of(file, limits)
                    .read(
                        inside -> {
                          throw new AssertionError("nothing is to be read");
                        }))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file + ": expected a sound archive, and room to unpack it in ")
        .hasMessageEndingWith(why)
        .hasMessageNotContaining("\n");
    try (Stream<Path> left = Files.list(cache.resolve("unpacked"))) {
      assertThat(left).allMatch(path -> path.toString().endsWith(".lock"));
    }
  }

  @Test
  void oneThatUnpacksToFarMoreThanItIsIsRefusedAndLeavesNothing() throws IOException {
    for (Path bomb : List.of(zip(1, 8 << 20), tar(8 << 20))) {
      refused(
          bomb,
          SMALL,
          "found one that unpacks to more than 1 MiB, which no data do; if these are sound, unpack"
              + " them and name the directory");
    }
  }

  @Test
  void emptyFilesCountToo() throws IOException {
    refused(zip(400, 0), new Allowance.Limits(1 << 20, 1, 0), "name the directory");
  }

  @Test
  void whatTheDiskHasNoRoomForIsRefused() throws IOException {
    refused(
        zip(2, 10),
        new Allowance.Limits(1 << 20, 100, Long.MAX_VALUE),
        "found one that unpacks to more than 0 MiB, for which the disk has no room");
  }

  @Test
  void dataUnpack() throws IOException {
    for (Path sound : List.of(zip(20, 1000), tar(500_000))) {
      assertThatThrownBy(
              () ->
                  Archive.of(sound, SMALL)
                      .read(
                          inside -> {
                            throw new DataException(inside.toString(), "it", "it unpacked");
                          }))
          .hasMessage(sound + ": expected it, found it unpacked");
    }
  }
}
