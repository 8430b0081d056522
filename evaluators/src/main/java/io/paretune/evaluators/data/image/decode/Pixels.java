package io.paretune.evaluators.data.image.decode;

import java.util.Arrays;

/** An image of unsigned bytes, plane by plane: grey, or red, green and blue. Immutable. */
public final class Pixels {

  private final int width;
  private final int height;
  private final byte[] planes;

  /**
   * The array is handed over, not copied.
   *
   * @param planes {@code byte[channels][height][width]}, flat, of one or three channels
   */
  public Pixels(int width, int height, byte[] planes) {
    if (planes.length != width * height && planes.length != 3 * width * height) {
      throw new IllegalArgumentException(
          "an image must have one or three planes of %dx%d, got %d bytes"
              .formatted(width, height, planes.length));
    }
    this.width = width;
    this.height = height;
    this.planes = planes;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** One, or three: red, green, blue. */
  public int channels() {
    return planes.length / (width * height);
  }

  /** The value of a channel at a place, 0 to 255. */
  public int at(int channel, int y, int x) {
    return planes[(channel * height + y) * width + x] & 0xff;
  }

  /** The planes, not a copy: not to be changed. */
  public byte[] planes() {
    return planes;
  }

  /** In three equal planes if it is grey. */
  public Pixels coloured() {
    if (channels() == 3) {
      return this;
    }
    byte[] three = Arrays.copyOf(planes, 3 * planes.length);
    System.arraycopy(planes, 0, three, planes.length, planes.length);
    System.arraycopy(planes, 0, three, 2 * planes.length, planes.length);
    return new Pixels(width, height, three);
  }

  /** Its luma (ITU-R 601-2), to the bit as Pillow's {@code convert("L")}. */
  public Pixels greyed() {
    if (channels() == 1) {
      return this;
    }
    int area = width * height;
    byte[] grey = new byte[area];
    for (int i = 0; i < area; i++) {
      grey[i] =
          (byte) Luma.of(planes[i] & 0xff, planes[area + i] & 0xff, planes[2 * area + i] & 0xff);
    }
    return new Pixels(width, height, grey);
  }

  /**
   * Upright, for a value of the EXIF tag {@code Orientation}: 1 is upright already, 2 mirrored, 3
   * turned by half, 4 upside down in a mirror, 5 to 8 the same on their side.
   */
  Pixels upright(int orientation) {
    if (orientation < 2 || orientation > 8) {
      return this;
    }
    boolean turned = orientation > 4;
    int w = turned ? height : width;
    int h = turned ? width : height;
    boolean flipX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean flipY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    byte[] moved = new byte[planes.length];
    int next = 0;
    for (int c = 0; c < channels(); c++) {
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          int column = turned ? y : x;
          int row = turned ? x : y;
          moved[next++] =
              (byte) at(c, flipY ? height - 1 - row : row, flipX ? width - 1 - column : column);
        }
      }
    }
    return new Pixels(w, h, moved);
  }
}
