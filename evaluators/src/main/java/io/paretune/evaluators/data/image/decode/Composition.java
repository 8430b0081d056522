package io.paretune.evaluators.data.image.decode;

import java.util.Arrays;

/** An image that is made pixel by pixel, row by row, over a background. */
final class Composition {

  private final int width;
  private final int height;
  private final int background;
  private final byte[] planes;
  private final int area;
  private int next;
  private boolean grey = true;
  private boolean transparent;

  /**
   * @param background {@code 0xRRGGBB}
   */
  Composition(int width, int height, int background) {
    this.width = width;
    this.height = height;
    this.background = background;
    this.area = width * height;
    this.planes = new byte[3 * area];
  }

  /**
   * Adds a pixel.
   *
   * @param argb {@code 0xAARRGGBB}
   */
  void add(int argb) {
    int alpha = argb >>> 24;
    int red = over(argb >> 16 & 0xff, background >> 16 & 0xff, alpha);
    int green = over(argb >> 8 & 0xff, background >> 8 & 0xff, alpha);
    int blue = over(argb & 0xff, background & 0xff, alpha);
    transparent |= alpha < 255;
    grey &= red == green && green == blue;
    planes[next] = (byte) red;
    planes[area + next] = (byte) green;
    planes[2 * area + next] = (byte) blue;
    next++;
  }

  private static int over(int sample, int under, int alpha) {
    if (alpha == 255) {
      return sample;
    }
    int sum = sample * alpha + under * (255 - alpha) + 128;
    return ((sum >> 8) + sum) >> 8;
  }

  /** Whether some pixel was not opaque. */
  boolean isTransparent() {
    return transparent;
  }

  /** In one plane if every pixel is grey, else in three. */
  Pixels pixels() {
    return grey ? new Pixels(width, height, Arrays.copyOf(planes, area)) : coloured();
  }

  /** In three planes. */
  Pixels coloured() {
    return new Pixels(width, height, planes);
  }
}
