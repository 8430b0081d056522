package io.paretune.evaluators.train.forward;

import io.paretune.evaluators.data.Split;

/** How often a scorer's highest score is the class. */
public final class Accuracy {

  private static final int CHUNK = 256;

  private Accuracy() {}

  /**
   * The share that is right, in [0, 1].
   *
   * @param count how many examples of the split, spread over it
   */
  public static double of(Scorer scorer, Split split, int count) {
    int hits = 0;
    for (int from = 0; from < count; from += CHUNK) {
      int to = Math.min(count, from + CHUNK);
      float[] scores = scorer.logits(split.sample(from, to, count), to - from);
      hits += hits(scores, split, from, to, count);
    }
    return (double) hits / count;
  }

  /**
   * How many of the places {@code from} (inclusive) to {@code to} (exclusive) of a sample of {@code
   * count} are right; the first of equal scores counts.
   */
  public static int hits(float[] scores, Split split, int from, int to, int count) {
    int classes = scores.length / (to - from);
    int hits = 0;
    for (int i = from; i < to; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (scores[(i - from) * classes + c] > scores[(i - from) * classes + best]) {
          best = c;
        }
      }
      hits += best == split.label(split.sampled(i, count)) ? 1 : 0;
    }
    return hits;
  }
}
