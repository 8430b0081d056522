package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.hardware.runtime.batch.BatchModel;

/** What a file answers to some examples, run as it would be deployed. */
final class Answers {

  /** Examples that are in memory at once. */
  private static final int CHUNK = 64;

  /** Less than that, a file's own softmax has rounded to 0. */
  private static final double LEAST = Float.MIN_NORMAL;

  private final double[][] logarithms;
  private final double accuracy;

  private Answers(double[][] logarithms, double accuracy) {
    this.logarithms = logarithms;
    this.accuracy = accuracy;
  }

  /**
   * Runs a file.
   *
   * @param network what the file was made of: says whether its outputs are probabilities
   * @param count how many examples of the split, evenly spread over it
   */
  static Answers of(byte[] file, Network network, Split split, int count) {
    boolean probabilities = network.output().layer().equals(new Layer.Softmax(false));
    double[][] logarithms = new double[count][];
    int correct = 0;
    // one thread: the same sums on every machine
    try (BatchModel model = BatchModel.onnx(file, 1)) {
      for (int from = 0; from < count; from += CHUNK) {
        int size = Math.min(CHUNK, count - from);
        float[][] images = new float[size][split.examples().shape().volume()];
        for (int i = 0; i < size; i++) {
          split.copyInput(split.sampled(from + i, count), images[i], 0);
        }
        float[][] scores = model.logits(images);
        for (int i = 0; i < size; i++) {
          correct += argmax(scores[i]) == split.label(split.sampled(from + i, count)) ? 1 : 0;
          logarithms[from + i] = logarithms(scores[i], probabilities);
        }
      }
    }
    return new Answers(logarithms, (double) correct / count);
  }

  /** The share that is right, 0 to 1. */
  double accuracy() {
    return accuracy;
  }

  /**
   * The mean Kullback-Leibler divergence of other answers from these, {@code sum p ln(p / q)} with
   * these as p, in nats: 0 if they are the same.
   */
  double divergence(Answers others) {
    double sum = 0;
    for (int i = 0; i < logarithms.length; i++) {
      sum += divergence(logarithms[i], others.logarithms[i]);
    }
    // rounding can take it a little below its bound
    return Math.max(0, sum / logarithms.length);
  }

  /** The divergence for one example, from logarithms of probabilities. */
  static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      sum += Math.exp(p[c]) * (p[c] - q[c]);
    }
    return sum;
  }

  /** Logarithms of the class probabilities, normalised. */
  static double[] logarithms(float[] scores, boolean probabilities) {
    double[] values = new double[scores.length];
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < scores.length; c++) {
      values[c] = probabilities ? Math.log(Math.max(LEAST, scores[c])) : scores[c];
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

  private static int argmax(float[] scores) {
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      if (scores[c] > scores[best]) {
        best = c;
      }
    }
    return best;
  }
}
