package io.paretune.evaluators.task.score;

import java.util.function.IntToDoubleFunction;

/** How far other predictions are from some, on the same examples: 0 if they are the same. */
public final class Divergence {

  /** Less than that, a file's own softmax has rounded to 0. */
  private static final double LEAST = Float.MIN_NORMAL;

  private Divergence() {}

  /**
   * The mean Kullback-Leibler divergence of other class probabilities from some, {@code sum p ln(p
   * / q)}, in nats.
   */
  public static double ofClasses(Predictions p, Predictions q) {
    return mean(p.examples(), i -> between(logarithms(p, i), logarithms(q, i)));
  }

  /** As {@link #ofClasses}, of outputs that each stand for a probability: the mean over them. */
  public static double ofFlags(Predictions p, Predictions q) {
    return mean(
        p.examples(),
        i -> {
          double sum = 0;
          for (int o = 0; o < p.outputs(); o++) {
            for (boolean flag : new boolean[] {false, true}) {
              double log = Probabilities.logOfFlag(p, i, o, flag);
              sum += Math.exp(log) * (log - Probabilities.logOfFlag(q, i, o, flag));
            }
          }
          return sum / p.outputs();
        });
  }

  /**
   * The mean squared difference of other numbers from some.
   *
   * @param unit what they are divided by before
   */
  public static double ofNumbers(Predictions p, Predictions q, double unit) {
    return mean(
        p.examples(),
        i -> {
          double sum = 0;
          for (int o = 0; o < p.outputs(); o++) {
            double difference = ((double) q.at(i, o) - p.at(i, o)) / unit;
            sum += difference * difference;
          }
          return sum / p.outputs();
        });
  }

  /** The greatest difference between probabilities of a class. */
  public static double farthestOfClasses(Predictions some, Predictions others) {
    double worst = 0;
    for (int i = 0; i < some.examples(); i++) {
      double[] one = logarithms(some, i);
      double[] other = logarithms(others, i);
      for (int c = 0; c < one.length; c++) {
        worst = farther(worst, Math.exp(one[c]), Math.exp(other[c]));
      }
    }
    return worst;
  }

  /** The greatest difference between probabilities that outputs stand for. */
  public static double farthestOfFlags(Predictions some, Predictions others) {
    double worst = 0;
    for (int i = 0; i < some.examples(); i++) {
      for (int o = 0; o < some.outputs(); o++) {
        double one = Math.exp(Probabilities.logOfFlag(some, i, o, true));
        worst = farther(worst, one, Math.exp(Probabilities.logOfFlag(others, i, o, true)));
      }
    }
    return worst;
  }

  /** The greatest difference between numbers. */
  public static double farthestOfNumbers(Predictions some, Predictions others) {
    double worst = 0;
    for (int i = 0; i < some.examples(); i++) {
      for (int o = 0; o < some.outputs(); o++) {
        worst = farther(worst, some.at(i, o), others.at(i, o));
      }
    }
    return worst;
  }

  /** Not a number if anything is not one. */
  private static double farther(double worst, double one, double other) {
    return Math.max(worst, Math.abs(one - other));
  }

  private static double mean(int examples, IntToDoubleFunction each) {
    double sum = 0;
    for (int i = 0; i < examples; i++) {
      sum += each.applyAsDouble(i);
    }
    // rounding can take it a little below its bound
    return Math.max(0, sum / examples);
  }

  private static double between(double[] p, double[] q) {
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      sum += Math.exp(p[c]) * (p[c] - q[c]);
    }
    return sum;
  }

  /** Logarithms of the class probabilities, normalised. */
  private static double[] logarithms(Predictions outputs, int example) {
    boolean probabilities = outputs.form() == Predictions.Form.ANSWERS;
    double[] values = new double[outputs.outputs()];
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < values.length; c++) {
      float score = outputs.at(example, c);
      values[c] = probabilities ? Math.log(Math.max(LEAST, score)) : score;
      highest = Math.max(highest, values[c]);
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - highest);
    }
    double norm = highest + Math.log(sum);
    for (int c = 0; c < values.length; c++) {
      values[c] -= norm;
    }
    return values;
  }
}
