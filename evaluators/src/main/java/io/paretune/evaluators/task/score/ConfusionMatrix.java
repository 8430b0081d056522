package io.paretune.evaluators.task.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How often each class was answered where each was true, and what follows. Definitions are those of
 * scikit-learn ({@code accuracy_score}, {@code balanced_accuracy_score}, {@code f1_score}), what
 * would be divided by zero being 0. Immutable.
 */
public final class ConfusionMatrix {

  private final long[][] counts;

  private ConfusionMatrix(long[][] counts) {
    this.counts = counts;
  }

  /**
   * Counts.
   *
   * @param truth the true class of each example
   * @param answered the answered one
   * @param classes how many there are; both arrays hold 0 to {@code classes - 1}
   */
  public static ConfusionMatrix of(int[] truth, int[] answered, int classes) {
    if (truth.length != answered.length) {
      throw new IllegalArgumentException(
          "every example must have a truth and an answer, got %d and %d"
              .formatted(truth.length, answered.length));
    }
    long[][] counts = new long[classes][classes];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i]][answered[i]]++;
    }
    return new ConfusionMatrix(counts);
  }

  /** How many classes there are. */
  public int classes() {
    return counts.length;
  }

  /** How many examples of a class were answered with another, or the same. */
  public long at(int truth, int answered) {
    return counts[truth][answered];
  }

  /** Examples of a class. */
  public long support(int c) {
    long sum = 0;
    for (long count : counts[c]) {
      sum += count;
    }
    return sum;
  }

  /** Examples that were answered with a class. */
  public long answered(int c) {
    long sum = 0;
    for (long[] row : counts) {
      sum += row[c];
    }
    return sum;
  }

  /** All examples. */
  public long examples() {
    long sum = 0;
    for (int c = 0; c < classes(); c++) {
      sum += support(c);
    }
    return sum;
  }

  /** Share of the examples that were answered right. */
  public double accuracy() {
    long right = 0;
    for (int c = 0; c < classes(); c++) {
      right += counts[c][c];
    }
    return (double) right / examples();
  }

  /** Share of a class that was answered right. */
  public double recall(int c) {
    return share(counts[c][c], support(c));
  }

  /** Share of the answers of a class that were right. */
  public double precision(int c) {
    return share(counts[c][c], answered(c));
  }

  /** Harmonic mean of precision and recall of a class. */
  public double f1(int c) {
    return share(2 * counts[c][c], support(c) + answered(c));
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** Mean recall of the classes that there are examples of. */
  public double balancedAccuracy() {
    double sum = 0;
    int present = 0;
    for (int c = 0; c < classes(); c++) {
      if (support(c) > 0) {
        sum += recall(c);
        present++;
      }
    }
    return sum / present;
  }

  /** Mean F1 of the classes that are true or answered somewhere. */
  public double f1Macro() {
    double sum = 0;
    int present = 0;
    for (int c = 0; c < classes(); c++) {
      if (support(c) + answered(c) > 0) {
        sum += f1(c);
        present++;
      }
    }
    return sum / present;
  }

  /** The counts, a list for each true class. */
  public List<List<Long>> rows() {
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : counts) {
      List<Long> copy = new ArrayList<>();
      for (long count : row) {
        copy.add(count);
      }
      rows.add(Collections.unmodifiableList(copy));
    }
    return Collections.unmodifiableList(rows);
  }
}
