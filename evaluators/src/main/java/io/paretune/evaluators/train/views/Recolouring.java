package io.paretune.evaluators.train.views;

/** What is done to an image's raw pixels before it is placed. */
enum Recolouring {
  /** Nothing. */
  NONE {
    @Override
    void apply(Picture picture, Draws draws, double strength) {
      // as it is
    }
  },
  /**
   * Other brightness, contrast and saturation, each by a factor of 1 - .4 to 1 + .4 at strength 1,
   * as torchvision's {@code ColorJitter(.4, .4, .4)}, but always in this order. Greys have no
   * saturation.
   */
  JITTER {
    private static final double MOST = 0.4;

    @Override
    void apply(Picture picture, Draws draws, double strength) {
      double reach = Math.min(1, MOST * strength);
      picture.brighten(draws.between(1 - reach, 1 + reach));
      picture.contrast(draws.between(1 - reach, 1 + reach));
      picture.saturate(draws.between(1 - reach, 1 + reach));
    }
  },
  /** Some of many operations. */
  RAND_AUGMENT {
    @Override
    void apply(Picture picture, Draws draws, double strength) {
      RandAugment.apply(picture, draws, strength);
    }
  };

  /**
   * Changes a picture in place.
   *
   * @param draws what is random
   * @param strength over 0 to 2; 1 is usual
   */
  abstract void apply(Picture picture, Draws draws, double strength);
}
