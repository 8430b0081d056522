package io.paretune.evaluators.task;

/**
 * The unit of answers: {@code answer = raw * factor + offset}.
 *
 * @param factor positive
 * @param offset finite
 */
public record OutputScale(double factor, double offset) {

  /** Checks the numbers. */
  public OutputScale {
    if (!(factor > 0) || !Double.isFinite(factor) || !Double.isFinite(offset)) {
      throw new IllegalArgumentException(
          "factor must be positive and offset finite, got %s and %s".formatted(factor, offset));
    }
  }

  /** Answers that are raw outputs. */
  public static OutputScale identity() {
    return new OutputScale(1, 0);
  }

  /** Whether raw outputs are in the answers' unit. */
  public boolean isIdentity() {
    return factor == 1 && offset == 0;
  }

  /** The way back: {@code raw = answer * factor + offset}. */
  public OutputScale inverse() {
    return new OutputScale(1 / factor, -offset / factor);
  }

  /** A value on this scale. */
  public double of(double value) {
    return value * factor + offset;
  }
}
