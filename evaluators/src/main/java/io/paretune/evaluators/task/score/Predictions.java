package io.paretune.evaluators.task.score;

/**
 * What a network or a file puts out for some examples. Immutable as far as callers leave the array
 * alone.
 */
public final class Predictions {

  private final float[] values;
  private final int examples;
  private final Form form;

  /** How outputs are to be read. */
  public enum Form {
    /** As a loss reads them: logits, or numbers in units of the target's deviation. */
    RAW,
    /** As a user of a file reads them: probabilities, or numbers in the target's unit. */
    ANSWERS
  }

  /**
   * @param values {@code float[examples][outputs]}, flat; not copied
   * @throws IllegalArgumentException if they cannot be shared out among the examples
   */
  public Predictions(float[] values, int examples, Form form) {
    if (examples < 1 || values.length == 0 || values.length % examples != 0) {
      throw new IllegalArgumentException(
          "every example must have as many outputs, got %d for %d examples"
              .formatted(values.length, examples));
    }
    this.values = values;
    this.examples = examples;
    this.form = form;
  }

  /** How many examples were answered. */
  public int examples() {
    return examples;
  }

  /** How many outputs each example has. */
  public int outputs() {
    return values.length / examples;
  }

  /** How the values are to be read. */
  public Form form() {
    return form;
  }

  /** One output of an example. */
  public float at(int example, int output) {
    return values[example * outputs() + output];
  }

  /** Copies all values to {@code into[offset ...]}. */
  public void copy(float[] into, int offset) {
    System.arraycopy(values, 0, into, offset, values.length);
  }

  /** The output that is highest, the first of equals. */
  public int highest(int example) {
    int best = 0;
    for (int o = 1; o < outputs(); o++) {
      if (at(example, o) > at(example, best)) {
        best = o;
      }
    }
    return best;
  }
}
