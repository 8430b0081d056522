package io.paretune.evaluators.data.image.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the EXIF tag {@code Orientation} (0x0112) of a JPEG, PNG, WebP or TIFF file. What is not
 * sound says nothing: the image is then taken as it lies.
 */
final class Orientation {

  /** As it lies. */
  static final int UPRIGHT = 1;

  /** Beyond this, rows become columns. */
  static final int LAST_LYING = 4;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private Orientation() {}

  /**
   * The orientation of a whole file.
   *
   * @return 1 to 8
   */
  static int of(byte[] file) {
    try {
      ByteBuffer all = ByteBuffer.wrap(file);
      if (file.length > 12 && all.getInt(0) == 0x89504E47) {
        return chunk(file, true);
      }
      if (file.length > 12 && all.getInt(0) == 0x52494646 && all.getInt(8) == 0x57454250) {
        return chunk(file, false);
      }
      if (file.length > 4 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == 0xd8) {
        return jpeg(file);
      }
      return directory(file, 0, file.length);
    } catch (IndexOutOfBoundsException | IllegalArgumentException unsound) {
      return UPRIGHT;
    }
  }

  /**
   * The first chunk of EXIF data: of PNG (length, name, content, sum), or of WebP (name, length).
   */
  private static int chunk(byte[] file, boolean png) {
    ByteBuffer chunks =
        ByteBuffer.wrap(file).order(png ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    byte[] name = new byte[4];
    for (int at = png ? 8 : 12; at + 8 <= file.length; ) {
      int length = chunks.getInt(png ? at : at + 4);
      chunks.get(png ? at + 4 : at, name);
      if (length < 0) {
        return UPRIGHT;
      }
      if (new String(name, StandardCharsets.ISO_8859_1).equals(png ? "eXIf" : "EXIF")) {
        return block(file, at + 8, length);
      }
      at += png ? 12 + length : 8 + length + (length & 1);
    }
    return UPRIGHT;
  }

  private static int jpeg(byte[] file) {
    for (JpegSegments segments = new JpegSegments(file); segments.next(); ) {
      if (segments.marker() == 0xe1 && begins(file, segments.start(), EXIF)) {
        return block(file, segments.start(), segments.length());
      }
    }
    return UPRIGHT;
  }

  /** A block of EXIF data, with or without the word before it. */
  private static int block(byte[] file, int start, int length) {
    int skipped = begins(file, start, EXIF) ? EXIF.length : 0;
    return directory(file, start + skipped, length - skipped);
  }

  private static boolean begins(byte[] file, int start, byte[] with) {
    for (int i = 0; i < with.length; i++) {
      if (start + i >= file.length || file[start + i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  /** The tag in the first directory of a TIFF block. */
  private static int directory(byte[] file, int start, int length) {
    ByteBuffer block = ByteBuffer.wrap(file, start, length).slice();
    int order = block.getShort(0);
    if (order != 0x4949 && order != 0x4D4D) {
      return UPRIGHT;
    }
    block.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int at = block.getInt(4);
    int entries = block.getShort(at) & 0xffff;
    for (int e = 0; e < entries; e++) {
      int entry = at + 2 + 12 * e;
      if ((block.getShort(entry) & 0xffff) == TAG) {
        int value =
            block.getShort(entry + 2) == SHORT
                ? block.getShort(entry + 8) & 0xffff
                : block.getInt(entry + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
