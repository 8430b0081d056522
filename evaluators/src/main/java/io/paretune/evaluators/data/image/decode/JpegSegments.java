package io.paretune.evaluators.data.image.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The marker segments of a JPEG file (ITU-T T.81, B.1.1) up to its first scan, one by one. */
final class JpegSegments {

  private static final int START_OF_SCAN = 0xda;
  private static final int END = 0xd9;

  private final byte[] file;
  private int marker;
  private int start;
  private int length;
  private int next = 2;

  JpegSegments(byte[] file) {
    this.file = file;
  }

  /** Goes to the next segment, if there is one before the scans. */
  boolean next() {
    while (next + 4 <= file.length) {
      if ((file[next] & 0xff) != 0xff) {
        return false;
      }
      marker = file[next + 1] & 0xff;
      if (marker == 0xff) {
        next++;
      } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        next += 2;
      } else if (marker == START_OF_SCAN || marker == END) {
        return false;
      } else {
        start = next + 4;
        length = ((file[next + 2] & 0xff) << 8 | (file[next + 3] & 0xff)) - 2;
        next = start + length;
        return length >= 0 && next <= file.length;
      }
    }
    return false;
  }

  /** The second byte of its marker. */
  int marker() {
    return marker;
  }

  /** Where its content begins. */
  int start() {
    return start;
  }

  /** Of its content. */
  int length() {
    return length;
  }

  /**
   * A file without its colour profile, which the decoder of the JDK would apply, or fail on; other
   * files as they are.
   */
  static byte[] withoutProfile(byte[] file) {
    if (file.length < 4 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != 0xd8) {
      return file;
    }
    byte[] plain = file;
    int kept = 0;
    int copied = 0;
    for (JpegSegments segments = new JpegSegments(file); segments.next(); ) {
      if (segments.marker == 0xe2 && segments.isProfile()) {
        plain = plain == file ? new byte[file.length] : plain;
        int length = segments.start - 4 - copied;
        System.arraycopy(file, copied, plain, kept, length);
        kept += length;
        copied = segments.next;
      }
    }
    if (plain == file) {
      return file;
    }
    System.arraycopy(file, copied, plain, kept, file.length - copied);
    return Arrays.copyOf(plain, kept + file.length - copied);
  }

  private boolean isProfile() {
    return length > 11
        && new String(file, start, 11, StandardCharsets.US_ASCII).equals("ICC_PROFILE");
  }

  /** The number of components of an image. 0 if no frame is found. */
  static int components(byte[] file) {
    for (JpegSegments segments = new JpegSegments(file); segments.next(); ) {
      int m = segments.marker;
      boolean frame = m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc;
      if (frame && segments.length > 5) {
        return file[segments.start + 5] & 0xff;
      }
    }
    return 0;
  }

  /** What Adobe's marker says of colours: 0 untransformed, 1 YCbCr, 2 YCCK; -1 without one. */
  static int adobeTransform(byte[] file) {
    for (JpegSegments segments = new JpegSegments(file); segments.next(); ) {
      int at = segments.start;
      if (segments.marker == 0xee
          && segments.length >= 12
          && file[at] == 'A'
          && file[at + 1] == 'd'
          && file[at + 2] == 'o'
          && file[at + 3] == 'b'
          && file[at + 4] == 'e') {
        return file[at + 11] & 0xff;
      }
    }
    return -1;
  }
}
