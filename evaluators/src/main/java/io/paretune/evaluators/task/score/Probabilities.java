package io.paretune.evaluators.task.score;

/** Logarithms of the probabilities that outputs stand for. */
public final class Probabilities {

  /** The smallest that a float near 1 can leave over, as scikit-learn clips probabilities. */
  private static final double SMALLEST = Math.ulp(1f);

  private Probabilities() {}

  /** The logarithm of the probability of one of several classes. */
  public static double logOfClass(Predictions outputs, int example, int c) {
    if (outputs.form() == Predictions.Form.ANSWERS) {
      return Math.log(clipped(outputs.at(example, c)));
    }
    double highest = outputs.at(example, outputs.highest(example));
    double sum = 0;
    for (int o = 0; o < outputs.outputs(); o++) {
      sum += Math.exp(outputs.at(example, o) - highest);
    }
    return outputs.at(example, c) - highest - Math.log(sum);
  }

  /** The logarithm of the probability that an output stands for, or of its complement. */
  public static double logOfFlag(Predictions outputs, int example, int output, boolean flag) {
    double value = outputs.at(example, output);
    if (outputs.form() == Predictions.Form.ANSWERS) {
      return Math.log(clipped(flag ? value : 1 - value));
    }
    double logit = flag ? value : -value;
    return Math.min(logit, 0) - Math.log1p(Math.exp(-Math.abs(logit)));
  }

  /** Whether an output says yes: more probably than not. */
  public static boolean flag(Predictions outputs, int example, int output) {
    double threshold = outputs.form() == Predictions.Form.ANSWERS ? 0.5 : 0;
    return outputs.at(example, output) > threshold;
  }

  /** The logit of a probability. */
  public static double logit(double probability) {
    double p = clipped(probability);
    return Math.log(p) - Math.log(1 - p);
  }

  /** A probability that has a logarithm, as has its complement. */
  private static double clipped(double probability) {
    return Math.min(Math.max(probability, SMALLEST), 1 - SMALLEST);
  }
}
