package io.paretune.evaluators.torchscript;

/**
 * How two runs of one network on the same examples agree.
 *
 * @param sameClass share of the examples whose highest score is of the same class, 0 to 1
 * @param worst largest difference of two scores, as a fraction of the largest score of that example
 *     (or of 1, if that is more)
 */
public record Agreement(double sameClass, double worst) {

  /**
   * Compares scores.
   *
   * @param expected {@code float[n][classes]}, n at least 1
   * @param actual of the same shape
   */
  public static Agreement of(float[][] expected, float[][] actual) {
    if (expected.length == 0 || expected.length != actual.length) {
      throw new IllegalArgumentException(
          "there must be as many scores as expected, at least 1, got %d and %d"
              .formatted(actual.length, expected.length));
    }
    int same = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      same += highest(expected[i]) == highest(actual[i]) ? 1 : 0;
      double scale = 1;
      double difference = 0;
      for (int c = 0; c < expected[i].length; c++) {
        scale = Math.max(scale, Math.abs(expected[i][c]));
        // a NaN on one side must not pass as no difference
        double d = Math.abs((double) expected[i][c] - actual[i][c]);
        difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
      }
      worst = Math.max(worst, difference / scale);
    }
    return new Agreement((double) same / expected.length, worst);
  }

  private static int highest(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
