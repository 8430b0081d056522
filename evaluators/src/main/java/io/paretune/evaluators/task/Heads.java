package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.ConfusionMatrix;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Probabilities;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.Targets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** What heads share. */
final class Heads {

  /**
   * Accuracy below twice that of guessing is taken for chance, if it is also less than a tenth of
   * the way from there to being always right: of two classes, or where one is far more common, even
   * a good model is not right twice as often.
   */
  private static final double TWICE = 2;

  private static final double LITTLE = 0.1;

  /**
   * From this many times as many examples of one class as of another on they are called imbalanced:
   * of two classes, one is at most a quarter.
   */
  private static final int IMBALANCED = 3;

  private Heads() {}

  /**
   * Targets that must be classes.
   *
   * @throws IllegalArgumentException if they are not
   */
  static ClassTargets classes(Targets targets, Task task) {
    if (targets instanceof ClassTargets classes) {
      return classes;
    }
    throw refused(targets, task);
  }

  static IllegalArgumentException refused(Targets targets, Task task) {
    return new IllegalArgumentException(
        "task: %s needs %s, got %s"
            .formatted(task.name(), task.targets().words(), targets.words()));
  }

  /** The bound of a metric that is a share: near guessing. */
  static double bound(double guessing) {
    return Math.min(TWICE * guessing, guessing + LITTLE * (1 - guessing));
  }

  /** Always answering the commonest class, with each class's share as its probability. */
  static Guess commonest(ClassTargets truth) {
    int[] counts = truth.counts();
    int best = 0;
    double loss = 0;
    for (int c = 0; c < counts.length; c++) {
      best = counts[c] > counts[best] ? c : best;
      double share = (double) counts[c] / truth.size();
      loss -= share == 0 ? 0 : share * Math.log(share);
    }
    int[] answered = new int[truth.size()];
    Arrays.fill(answered, best);
    Map<Metric, Double> values =
        Classification.ofMatrix(ConfusionMatrix.of(truth.all(), answered, counts.length));
    values.put(Metric.LOG_LOSS, loss);
    if (counts.length == 2) {
      values.put(Metric.AUC, 0.5);
    }
    double share = (double) counts[best] / truth.size();
    return new Guess(
        "always answering '" + truth.names().get(best) + "'",
        Scores.of(values),
        bound(share),
        imbalance(truth));
  }

  /** That some class is rare, which accuracy hardly notices. */
  private static String imbalance(ClassTargets truth) {
    int[] counts = truth.counts();
    int rarest = 0;
    int most = 0;
    for (int c = 0; c < counts.length; c++) {
      rarest = counts[c] < counts[rarest] ? c : rarest;
      most = Math.max(most, counts[c]);
    }
    return most < IMBALANCED * counts[rarest]
        ? ""
        : "imbalanced: '%s' is %s of the examples"
            .formatted(truth.names().get(rarest), percent((double) counts[rarest] / truth.size()));
  }

  /** A share for people: in per cent, two digits of it. */
  static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  /** Whether all outputs could be probabilities. */
  static boolean withinUnit(Predictions outputs) {
    for (int i = 0; i < outputs.examples(); i++) {
      for (int o = 0; o < outputs.outputs(); o++) {
        if (!(outputs.at(i, o) >= 0 && outputs.at(i, o) <= 1)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Probabilities to logits, in place. */
  static void toLogits(float[] answers) {
    for (int i = 0; i < answers.length; i++) {
      answers[i] = (float) Probabilities.logit(answers[i]);
    }
  }

  /** Mean negative log likelihood of one output's flags. */
  static double logLoss(Predictions outputs, int output, boolean[] truth) {
    double loss = 0;
    for (int i = 0; i < truth.length; i++) {
      loss -= Probabilities.logOfFlag(outputs, i, output, truth[i]);
    }
    return loss / truth.length;
  }

  /** One output of all examples. */
  static double[] column(Predictions outputs, int output) {
    double[] column = new double[outputs.examples()];
    for (int i = 0; i < column.length; i++) {
      column[i] = outputs.at(i, output);
    }
    return column;
  }

  /** One output's flags: 1 for yes, 0 for no. */
  static int[] flags(Predictions outputs, int output) {
    int[] flags = new int[outputs.examples()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = Probabilities.flag(outputs, i, output) ? 1 : 0;
    }
    return flags;
  }

  /** The same for flags of the truth. */
  static int[] whole(boolean[] flags) {
    int[] whole = new int[flags.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = flags[i] ? 1 : 0;
    }
    return whole;
  }

  /** Entropy of a share of yes among yes and no, in nats. */
  static double entropy(double share) {
    return share <= 0 || share >= 1
        ? 0
        : -share * Math.log(share) - (1 - share) * Math.log(1 - share);
  }
}
