package io.paretune.evaluators.data.image.decode;

import java.io.IOException;

/**
 * Portable bitmaps, greymaps and pixmaps: {@code P1} to {@code P6}, of samples up to 16 bits, which
 * are scaled to 8. Formats of Netpbm, by J. Poskanzer.
 */
final class Netpbm {

  private final byte[] file;
  private int next = 2;

  private Netpbm(byte[] file) {
    this.file = file;
  }

  /** Whether content begins as such a file. */
  static boolean recognises(byte[] file) {
    return file.length > 8
        && file[0] == 'P'
        && file[1] >= '1'
        && file[1] <= '6'
        && Character.isWhitespace(file[2]);
  }

  /**
   * Reads a whole file.
   *
   * @throws IOException if it is not sound
   */
  static Pixels read(byte[] file) throws IOException {
    Netpbm reading = new Netpbm(file);
    int kind = file[1] - '0';
    int width = reading.number();
    int height = reading.number();
    boolean bits = kind == 1 || kind == 4;
    int greatest = bits ? 1 : reading.number();
    if (width < 1 || height < 1 || (long) width * height > 1 << 28) {
      throw new IOException("a size of " + width + "x" + height);
    }
    if (greatest < 1 || greatest > 65535) {
      throw new IOException("a greatest value of " + greatest);
    }
    if (kind > 3) {
      reading.next++; // the one white space before the samples
    }
    return new Pixels(width, height, reading.planes(kind, greatest, width, height));
  }

  private byte[] planes(int kind, int greatest, int width, int height) throws IOException {
    int channels = kind == 3 || kind == 6 ? 3 : 1;
    byte[] planes = new byte[channels * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          int value = sample(kind, greatest, x, y, width);
          if (value > greatest) {
            throw new IOException("a sample of " + value + ", over " + greatest);
          }
          planes[(c * height + y) * width + x] =
              (byte) (greatest == 255 ? value : (value * 255L + greatest / 2) / greatest);
        }
      }
    }
    return planes;
  }

  private int sample(int kind, int greatest, int x, int y, int width) throws IOException {
    if (kind == 1) {
      space();
      return '1' - at(next++); // 1 is black
    }
    if (kind < 4) {
      return number();
    }
    if (kind == 4) {
      int bytes = (width + 7) / 8;
      return 1 - (at(next + y * bytes + x / 8) >> (7 - x % 8) & 1);
    }
    return greatest < 256 ? at(next++) : at(next++) << 8 | at(next++);
  }

  private int at(int place) throws IOException {
    if (place >= file.length) {
      throw new IOException("it is cut short");
    }
    return file[place] & 0xff;
  }

  /** Passes over white space and comments. */
  private void space() throws IOException {
    while (Character.isWhitespace(at(next)) || at(next) == '#') {
      if (at(next) == '#') {
        while (at(next) != '\n') {
          next++;
        }
      }
      next++;
    }
  }

  private int number() throws IOException {
    space();
    int value = 0;
    int digits = 0;
    for (; next < file.length && Character.isDigit(file[next]) && digits < 9; digits++) {
      value = 10 * value + file[next++] - '0';
    }
    if (digits == 0) {
      throw new IOException("a number was expected at byte " + next);
    }
    return value;
  }
}
