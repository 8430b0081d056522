package io.paretune.evaluators.train.views;

/**
 * Other brightness, contrast and saturation, each by a factor of 1 - .4 to 1 + .4 at strength 1, as
 * torchvision's {@code ColorJitter(.4, .4, .4)}, but always in this order. Greys have no
 * saturation.
 */
final class ColourJitter implements Recolouring {
  private static final double MOST = 0.4;

  @Override
  public void apply(Picture picture, Draws draws, double strength) {
    double reach = Math.min(1, MOST * strength);
    picture.brighten(draws.between(1 - reach, 1 + reach));
    picture.contrast(draws.between(1 - reach, 1 + reach));
    picture.saturate(draws.between(1 - reach, 1 + reach));
  }
}
