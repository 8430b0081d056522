package io.paretune.evaluators.train.views;

/** What is done to an image's raw pixels before it is placed. Safe for use by several threads. */
@FunctionalInterface
interface Recolouring {
  /** Nothing. */
  Recolouring NONE = (picture, draws, strength) -> {};

  /**
   * Changes a picture in place.
   *
   * @param draws what is random
   * @param strength over 0 to 2; 1 is usual
   */
  void apply(Picture picture, Draws draws, double strength);
}
