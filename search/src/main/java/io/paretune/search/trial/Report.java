package io.paretune.search.trial;

/**
 * A value reported while a trial runs, of the study's first objective.
 *
 * @param step how far the trial was, usually the number of epochs trained; at least 0
 * @param value the objective's value then, finite, in the objective's own direction
 */
public record Report(int step, double value) {

  /** Checks the values. */
  public Report {
    if (step < 0) {
      throw new IllegalArgumentException("step must be at least 0, got " + step);
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "a reported value must be finite, got " + value + " at step " + step);
    }
  }
}
