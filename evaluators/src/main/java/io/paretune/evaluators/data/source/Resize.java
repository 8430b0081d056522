package io.paretune.evaluators.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How images become of one size.
 *
 * @param height in pixels, 1 to 4096
 * @param width as {@code height}
 * @param mode what becomes of another ratio of the sides
 */
public record Resize(int height, int width, Mode mode) {

  /** What becomes of images whose sides have another ratio. */
  public enum Mode {
    /** Each side is scaled for itself. */
    STRETCH,
    /** The smaller side is made to fit, and what of the other one is over is cut on both ends. */
    CROP,
    /** The larger side is made to fit, and the rest has the background's colour. */
    PAD,
    /**
     * As {@link #STRETCH}, from the four nearest pixels alone, however much larger the image is: as
     * {@code image-side} has always done it.
     */
    NEAREST_FOUR;

    /** The names in experiment files. */
    public static List<String> names() {
      return Arrays.stream(values())
          .filter(mode -> mode != NEAREST_FOUR)
          .map(mode -> mode.name().toLowerCase(Locale.ROOT))
          .toList();
    }
  }

  /** Checks the sides. */
  public Resize {
    if (height < 1 || width < 1 || height > 4096 || width > 4096) {
      throw new IllegalArgumentException(
          "resize must have sides of 1 to 4096 pixels, got height=%d, width=%d"
              .formatted(height, width));
    }
  }
}
