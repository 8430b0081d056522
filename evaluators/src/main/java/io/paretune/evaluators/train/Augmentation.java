package io.paretune.evaluators.train;

/** How a training image is varied. Vectors are never varied. */
public enum Augmentation {
  /** Not at all. */
  NONE(0, false),
  /**
   * Mirrored left to right half the time: clothes and other things photographed upright and
   * centred.
   */
  FLIP(0, true),
  /** Shifted by up to 2 pixels each way: digits. */
  SHIFT(2, false),
  /** Shifted by up to 2 pixels and mirrored left to right half the time. */
  FLIP_AND_SHIFT(2, true),
  /**
   * Padded by 4 pixels and cropped back at random, mirrored half the time: natural images (He et
   * al. 2016).
   */
  CROP(4, true);

  private final int reach;
  private final boolean mirrors;

  Augmentation(int reach, boolean mirrors) {
    this.reach = reach;
    this.mirrors = mirrors;
  }

  /** The largest shift, in pixels. */
  int reach() {
    return reach;
  }

  /** Whether images are mirrored. */
  boolean mirrors() {
    return mirrors;
  }
}
