package io.paretune.evaluators.latency.build;

import java.nio.file.Path;

/**
 * How a table is built.
 *
 * @param file where it goes; what is there already is gone on with
 * @param fresh whether what is there is removed instead
 * @param learned whole networks that the predictor learns from, at least 10
 * @param unseen whole networks that judge it, at least 10
 * @param passes how often what was unstable is tried, at least 1
 */
public record BuildSettings(Path file, boolean fresh, int learned, int unseen, int passes) {

  /** Checks the numbers. */
  public BuildSettings {
    if (learned < 10 || unseen < 10) {
      throw new IllegalArgumentException(
          "at least 10 networks must be learned from and 10 be unseen, got %d and %d"
              .formatted(learned, unseen));
    }
    if (passes < 1) {
      throw new IllegalArgumentException("passes must be at least 1, got " + passes);
    }
  }

  /** Forty networks to learn from, fifty to be judged by, three passes. */
  public static BuildSettings into(Path file) {
    return new BuildSettings(file, false, 40, 50, 3);
  }

  /** These settings with so many unseen networks, and four to learn from for every five. */
  public BuildSettings withNetworks(int number) {
    return new BuildSettings(file, fresh, Math.max(10, number * 4 / 5), number, passes);
  }

  /** These settings, beginning anew or not. */
  public BuildSettings withFresh(boolean anew) {
    return new BuildSettings(file, anew, learned, unseen, passes);
  }
}
