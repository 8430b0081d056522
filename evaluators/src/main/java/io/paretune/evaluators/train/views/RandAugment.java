package io.paretune.evaluators.train.views;

import java.util.List;

/**
 * Two of fourteen operations, drawn with replacement, at three tenths of their range times the
 * strength (magnitude 9 of 30, torchvision's {@code RandAugment()}): Cubuk et al. 2020,
 * doi:10.1109/CVPRW50498.2020.00359. Pixels are taken from the nearest place; black comes in from
 * outside.
 */
final class RandAugment {
  private static final int OPERATIONS = 2;
  private static final double MAGNITUDE = 0.3;
  private static final double FURTHEST = 150.0 / 331;

  /** One operation at a magnitude of -1 to 1, or 0 to 1 where it has one direction. */
  private interface Operation {
    void apply(Picture picture, double magnitude);
  }

  private record Named(boolean signed, Operation operation) {}

  private static final List<Named> ALL =
      List.of(
          new Named(false, (picture, m) -> {}),
          new Named(true, (picture, m) -> picture.map(1, 0.3 * m, 0, 1)),
          new Named(true, (picture, m) -> picture.map(1, 0, 0.3 * m, 1)),
          new Named(true, (picture, m) -> picture.move(0, FURTHEST * m * picture.width())),
          new Named(true, (picture, m) -> picture.move(FURTHEST * m * picture.height(), 0)),
          new Named(true, (picture, m) -> picture.rotate(Math.toRadians(30 * m))),
          new Named(true, (picture, m) -> picture.brighten(1 + 0.9 * m)),
          new Named(true, (picture, m) -> picture.saturate(1 + 0.9 * m)),
          new Named(true, (picture, m) -> picture.contrast(1 + 0.9 * m)),
          new Named(true, (picture, m) -> picture.sharpen(1 + 0.9 * m)),
          new Named(false, (picture, m) -> picture.posterise(8 - (int) Math.round(4 * m))),
          new Named(false, (picture, m) -> picture.solarise(255 * (1 - m))),
          new Named(false, (picture, m) -> picture.stretchContrast()),
          new Named(false, (picture, m) -> picture.equalise()));

  private RandAugment() {}

  /** Changes a picture in place. */
  static void apply(Picture picture, Draws draws, double strength) {
    double magnitude = Math.min(1, MAGNITUDE * strength);
    for (int i = 0; i < OPERATIONS; i++) {
      Named drawn = ALL.get(draws.below(ALL.size()));
      boolean other = drawn.signed() && draws.below(2) == 1;
      drawn.operation().apply(picture, other ? -magnitude : magnitude);
    }
  }
}
