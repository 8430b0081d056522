package io.paretune.evaluators.compress.quantise.calibration;

/**
 * The values of an activation that its quantisation represents; what lies outside is clipped.
 * Always holds 0, so that zero is exact.
 *
 * @param low smallest value, at most 0
 * @param high largest value, at least 0
 */
public record Range(float low, float high) {

  private static final float NARROWEST = 1e-6f;

  /** Checks that the range is finite and holds 0. */
  public Range {
    if (!(low <= 0 && high >= 0) || Float.isInfinite(low) || Float.isInfinite(high)) {
      throw new IllegalArgumentException(
          "low <= 0 <= high must hold, both finite, got low=%s, high=%s".formatted(low, high));
    }
  }

  /** The narrowest range that holds these and 0. */
  static Range around(double low, double high) {
    return new Range((float) Math.min(0, low), (float) Math.max(0, high));
  }

  /** The part of it within bounds that hold 0. */
  public Range within(float least, float most) {
    return new Range(Math.max(low, least), Math.min(high, most));
  }

  /** Step of the affine unsigned 8-bit grid; over 0 even if the range is empty. */
  public float scale() {
    return Math.max(high - low, NARROWEST) / 255;
  }

  /** Which of 0 to 255 stands for zero: 0 exactly if no value is negative. */
  public int zeroPoint() {
    double width = Math.max((double) high - low, NARROWEST);
    return (int) Math.min(255, Math.round(-low * 255.0 / width));
  }
}
