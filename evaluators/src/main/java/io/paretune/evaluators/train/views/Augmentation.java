package io.paretune.evaluators.train.views;

/** How a training image is varied. Vectors are mixed at most. */
public enum Augmentation {
  /** Not at all. */
  NONE(0, false, false),
  /**
   * Mirrored left to right half the time: clothes and other things photographed upright and
   * centred.
   */
  FLIP(0, true, false),
  /** Shifted by up to 2 pixels each way: digits. */
  SHIFT(2, false, false),
  /** Shifted by up to 2 pixels and mirrored left to right half the time. */
  FLIP_AND_SHIFT(2, true, false),
  /**
   * Padded by 4 pixels and cropped back at random, mirrored half the time: natural images (He et
   * al. 2016).
   */
  CROP(4, true, false),
  /**
   * Cropped and mirrored likewise, then mixed with another example of the split: a share of 1/2 to
   * 1, uniform, of the one and the rest of the other, pixels and labels alike (Zhang et al. 2018,
   * arXiv:1710.09412, with alpha = 1). With a teacher this asks about images that nobody knows by
   * heart (Beyer et al. 2022, doi:10.1109/CVPR52688.2022.01065).
   */
  CROP_AND_MIX(4, true, true);

  private final int reach;
  private final boolean mirrors;
  private final boolean mixes;

  Augmentation(int reach, boolean mirrors, boolean mixes) {
    this.reach = reach;
    this.mirrors = mirrors;
    this.mixes = mixes;
  }

  /** The largest shift, in pixels. */
  int reach() {
    return reach;
  }

  /** Whether images are mirrored. */
  boolean mirrors() {
    return mirrors;
  }

  /** Whether two examples are mixed. */
  boolean mixes() {
    return mixes;
  }
}
