package io.paretune.evaluators.robustness;

import java.util.List;

/** The corruptions that files are looked at under. */
public final class Corruptions {

  private Corruptions() {}

  /** One of each kind. */
  public static List<Corruption> standard() {
    return List.of(
        new GaussianNoise(0.06), new GaussianBlur(0.6), new Brightness(0.2), new JpegLoss(0.5));
  }
}
