package io.paretune.evaluators.data;

/**
 * How a data set is divided where its source does not do it.
 *
 * @param validation the share of the training set that becomes the validation split, in (0, 1)
 * @param test the share that becomes the test split, in (0, 1)
 * @param seed of the division, in which every class gives the same share to each part
 */
public record Division(double validation, double test, long seed) {

  /** Checks the shares. */
  public Division {
    check("validationFraction", validation);
    check("testFraction", test);
  }

  private static void check(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s must lie strictly between 0 and 1, got %s".formatted(name, value));
    }
  }

  /** A fifth for validation, a fifth for the test where needed, seed 0. */
  public static Division defaults() {
    return new Division(0.2, 0.2, 0);
  }
}
