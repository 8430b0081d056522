package io.paretune.evaluators.data.image.decode;

/** The grey of a colour: ITU-R 601-2 luma in Pillow's fixed point. */
public final class Luma {
  private Luma() {}

  /**
   * {@code (19595 R + 38470 G + 7471 B + 2^15) / 2^16}.
   *
   * @param red 0 to 255, as {@code green} and {@code blue}
   */
  public static int of(int red, int green, int blue) {
    return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
  }
}
