package io.paretune.evaluators.data.layout.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What an archive may still write to the disk: each file counts as its bytes and a block. */
final class Allowance {

  private static final long BLOCK = 4096;

  private final long all;
  private final String why;
  private long used;

  private Allowance(long all, String why) {
    this.all = all;
    this.why = why;
  }

  /**
   * How much an archive may unpack to.
   *
   * @param always bytes that any may
   * @param ratio times its own size, of larger ones
   * @param spared bytes that stay free on the disk
   */
  record Limits(long always, long ratio, long spared) {

    /** 1 GiB, or a hundred times its size: images grow by little, tables of text by twenty. */
    static Limits defaults() {
      return new Limits(1L << 30, 100, 256L << 20);
    }

    /** The allowance of an archive that is unpacked to a directory. */
    Allowance of(Path archive, Path directory) throws IOException {
      long most = Math.max(always, ratio * Files.size(archive));
      long room = Math.max(0, Files.getFileStore(directory).getUsableSpace() - spared);
      return room < most
          ? new Allowance(room, "for which the disk has no room")
          : new Allowance(
              most, "which no data do; if these are sound, unpack them and name the directory");
    }
  }

  /** The content of one more file, of which no more can be read than may be written. */
  InputStream counted(InputStream content) throws IOException {
    use(BLOCK);
    return new FilterInputStream(content) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        use(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        use(Math.max(0, count));
        return count;
      }
    };
  }

  private void use(long bytes) throws IOException {
    used += bytes;
    if (used > all) {
      throw new IOException(
          String.format(
              Locale.ROOT, "one that unpacks to more than %.0f MiB, %s", all / 0x1p20, why));
    }
  }
}
