package io.paretune.evaluators.data.layout.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The files of a tar archive, one by one: POSIX ustar and pax, and GNU's long names. Directories
 * and devices are passed over.
 */
final class TarEntries {

  private static final int BLOCK = 512;

  /** Takes files. */
  interface Taker {
    /**
     * Takes a file.
     *
     * @param content which ends with the file; what is not read is passed over
     */
    void take(String name, InputStream content) throws IOException;

    /**
     * Takes another name of a file.
     *
     * @param target a file that was taken before, and is the same
     */
    void link(String name, String target) throws IOException;
  }

  /** Longer than any path that a system takes. */
  private static final int LONGEST_NAME = 1 << 20;

  private final InputStream tar;

  TarEntries(InputStream tar) {
    this.tar = tar;
  }

  /**
   * Hands out all files.
   *
   * @throws IOException if the archive is not sound, or what the taker throws
   */
  void forEach(Taker taker) throws IOException {
    String longName = "";
    long longSize = -1;
    while (true) {
      byte[] header = tar.readNBytes(BLOCK);
      if (header.length < BLOCK) {
        throw new EOFException("it is cut short");
      }
      if (isEmpty(header)) {
        return;
      }
      requireSum(header);
      long size = longSize >= 0 ? longSize : number(header, 124, 12);
      Entry content = new Entry(tar, size);
      char type = (char) header[156];
      if (size < 0 || ((type == 'L' || type == 'x') && size > LONGEST_NAME)) {
        throw new IOException("a damaged archive, or a name of " + size + " bytes");
      }
      if (type == 'S' || type == '7') {
        throw new IOException("a sparse file, '" + name(header) + "' (pack it without)");
      }
      if (type == 'L') {
        longName = new String(content.readAllBytes(), StandardCharsets.UTF_8).replace("\0", "");
      } else if (type == 'x') {
        String pax = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        longName = value(pax, "path", longName);
        longSize = Long.parseLong(value(pax, "size", "-1"));
      } else {
        if (type == '0' || type == 0) {
          taker.take(longName.isEmpty() ? name(header) : longName, content);
        } else if (type == '1') {
          taker.link(longName.isEmpty() ? name(header) : longName, text(header, 157, 100));
        } else if (type == '2') {
          throw new IOException(
              "a symbolic link, '" + name(header) + "' (unpack it, and name the directory)");
        }
        longName = "";
        longSize = -1;
      }
      content.finish();
    }
  }

  private static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static void requireSum(byte[] header) throws IOException {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, 148, 8)) {
      throw new IOException("no tar archive, or a damaged one");
    }
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean posix = text(header, 257, 6).startsWith("ustar") && header[262] == 0;
    String prefix = posix ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] block, int start, int length) {
    int end = start;
    while (end < start + length && block[end] != 0) {
      end++;
    }
    return new String(block, start, end - start, StandardCharsets.UTF_8);
  }

  private static long number(byte[] block, int start, int length) throws IOException {
    if ((block[start] & 0x80) != 0) { // GNU: a binary number, for files over 8 GiB
      long value = 0;
      for (int i = start + length - 8; i < start + length; i++) {
        value = value << 8 | (block[i] & 0xff);
      }
      return value;
    }
    String digits = text(block, start, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException unsound) {
      throw new IOException("no tar archive, or a damaged one", unsound);
    }
  }

  private static String value(String pax, String key, String otherwise) {
    for (String line : pax.split("\n", -1)) {
      int at = line.indexOf(' ');
      if (line.startsWith(key + "=", at + 1)) {
        return line.substring(at + key.length() + 2);
      }
    }
    return otherwise;
  }

  /** One file's content. */
  private static final class Entry extends InputStream {
    private final InputStream tar;
    private final int padding;
    private long left;

    Entry(InputStream tar, long size) {
      this.tar = tar;
      this.left = size;
      this.padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = tar.read(into, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("it is cut short");
      }
      left -= count;
      return count;
    }

    void finish() throws IOException {
      tar.skipNBytes(left + padding);
      left = 0;
    }
  }
}
