package io.paretune.evaluators.train.views;

/** How a training example is varied. Vectors are mixed or swapped at most. */
public enum Augmentation {
  /** Not at all. */
  NONE(0, false, Recolouring.NONE, Mixing.NONE),
  /**
   * Mirrored left to right half the time: clothes and other things photographed upright and
   * centred.
   */
  FLIP(0, true, Recolouring.NONE, Mixing.NONE),
  /** Shifted by up to 2 pixels each way: digits. */
  SHIFT(2, false, Recolouring.NONE, Mixing.NONE),
  /** Shifted by up to 2 pixels and mirrored left to right half the time. */
  FLIP_AND_SHIFT(2, true, Recolouring.NONE, Mixing.NONE),
  /**
   * Padded by 4 pixels and cropped back at random, mirrored half the time: natural images (He et
   * al. 2016).
   */
  CROP(4, true, Recolouring.NONE, Mixing.NONE),
  /**
   * Cropped and mirrored likewise, then mixed with another example of the split: a share of 1/2 to
   * 1, uniform, of the one and the rest of the other, pixels and labels alike (Zhang et al. 2018,
   * arXiv:1710.09412, with alpha = 1). With a teacher this asks about images that nobody knows by
   * heart (Beyer et al. 2022, doi:10.1109/CVPR52688.2022.01065).
   */
  CROP_AND_MIX(4, true, Recolouring.NONE, Mixing.BLEND),
  /**
   * Cropped and mirrored likewise, then a rectangle of up to half the area comes from another
   * example, and as large a share of its label (Yun et al. 2019, arXiv:1905.04899).
   */
  CROP_AND_CUT_MIX(4, true, Recolouring.NONE, Mixing.PATCH),
  /**
   * Cropped and mirrored likewise, then a square of half the side, centred anywhere, becomes the
   * mean (DeVries and Taylor 2017, arXiv:1708.04552).
   */
  CROP_AND_CUT_OUT(4, true, Recolouring.NONE, Mixing.HOLE),
  /** Other brightness, contrast and saturation, by up to .4 each; cropped and mirrored likewise. */
  CROP_AND_JITTER(4, true, Recolouring.JITTER, Mixing.NONE),
  /**
   * Two operations of fourteen, drawn at random, then cropped and mirrored likewise (RandAugment:
   * Cubuk et al. 2020, doi:10.1109/CVPRW50498.2020.00359).
   */
  RAND_AUGMENT(4, true, Recolouring.RAND_AUGMENT, Mixing.NONE),
  /**
   * A tenth of the values is that of another example, the label stays: tables (Bahri et al. 2022,
   * arXiv:2106.15147).
   */
  SWAP(0, false, Recolouring.NONE, Mixing.SWAP);

  private final int reach;
  private final boolean mirrors;
  private final Recolouring recolouring;
  private final Mixing mixing;

  Augmentation(int reach, boolean mirrors, Recolouring recolouring, Mixing mixing) {
    this.reach = reach;
    this.mirrors = mirrors;
    this.recolouring = recolouring;
    this.mixing = mixing;
  }

  /** The largest shift, in pixels. */
  int reach() {
    return reach;
  }

  /** Whether images are mirrored. */
  boolean mirrors() {
    return mirrors;
  }

  /** What is done to raw pixels. */
  Recolouring recolouring() {
    return recolouring;
  }

  /** How another example comes in. */
  Mixing mixing() {
    return mixing;
  }

  /** Whether what lies on a pixel can go with it: no pixels come from other images. */
  public boolean keepsPlaces() {
    return mixing != Mixing.PATCH && mixing != Mixing.SWAP;
  }

  /** Whether it only makes sense for images of bytes. */
  public boolean needsBytes() {
    return recolouring != Recolouring.NONE;
  }
}
