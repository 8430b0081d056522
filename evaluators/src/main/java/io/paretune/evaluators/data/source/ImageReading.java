package io.paretune.evaluators.data.source;

import java.util.Optional;

/**
 * How image files are read.
 *
 * @param resize to one size; empty if they have one
 * @param channels of what is made of them
 * @param background the colour under transparent pixels and beside padded images, {@code 0xRRGGBB}
 * @param skipDamaged the share of each part's files, 0 to 1, that may be damaged, and are passed
 *     over
 * @param keeping where the pixels of many images are kept
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ImageReading(
    Optional<Resize> resize,
    Channels channels,
    int background,
    double skipDamaged,
    Keeping keeping) {

  /** Where pixels are once they are decoded. */
  public enum Keeping {
    /** On the heap if they are few, else in a file of the user's cache. */
    CACHED,
    /** Nowhere: images are decoded whenever they are read. */
    STREAMED
  }

  /** White, as under most pages. */
  public static final int WHITE = 0xffffff;

  /** Checks the ranges. */
  public ImageReading {
    if (background < 0 || background > WHITE) {
      throw new IllegalArgumentException(
          "background must be a colour 0xRRGGBB, got 0x%x".formatted(background));
    }
    if (!(skipDamaged >= 0 && skipDamaged < 1)) {
      throw new IllegalArgumentException(
          "skip-damaged must be a share from 0 to under 1, got " + skipDamaged);
    }
  }

  /** Kept in the user's cache where there are many. */
  public ImageReading(
      Optional<Resize> resize, Channels channels, int background, double skipDamaged) {
    this(resize, channels, background, skipDamaged, Keeping.CACHED);
  }

  /** What tells it from other readings, wherever the pixels are kept; the same as ever. */
  public String text() {
    String pixels =
        "ImageReading[resize=%s, channels=%s, background=%s, skipDamaged=%s]"
            .formatted(resize, channels, background, skipDamaged);
    return keeping == Keeping.CACHED ? pixels : pixels + " streamed";
  }

  /** This, kept elsewhere. */
  public ImageReading withKeeping(Keeping other) {
    return new ImageReading(resize, channels, background, skipDamaged, other);
  }

  /** As they are, which must be of one size; on white; none damaged. */
  public static ImageReading defaults() {
    return new ImageReading(Optional.empty(), Channels.AS_STORED, WHITE, 0);
  }

  /** This, to another size. */
  public ImageReading withResize(Optional<Resize> other) {
    return new ImageReading(other, channels, background, skipDamaged, keeping);
  }

  /** This, with squares of a side as {@code image-side} makes them; 0 for images as they are. */
  public ImageReading withSide(int side) {
    if (side < 0 || side > 4096) {
      throw new IllegalArgumentException(
          "imageSide must be 0 (as stored) to 4096 pixels, got " + side);
    }
    return withResize(
        side == 0
            ? Optional.empty()
            : Optional.of(new Resize(side, side, Resize.Mode.NEAREST_FOUR)));
  }
}
