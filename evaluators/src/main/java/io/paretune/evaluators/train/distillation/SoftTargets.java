package io.paretune.evaluators.train.distillation;

/**
 * How a teacher's answers are learned from.
 *
 * @param temperature of the softened distributions, over 0
 * @param alpha weight of the teacher against the labels, in [0, 1]
 */
public record SoftTargets(double temperature, double alpha) {
  /** Checks the ranges. */
  public SoftTargets {
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException("temperature must be over 0, got " + temperature);
    }
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha must lie in [0, 1], got " + alpha);
    }
  }
}
