package io.paretune.evaluators.train.batch;

import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.text.Tokenizer;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Texts of like lengths in one batch, which is then no longer than its longest: a shuffled order is
 * sorted by length within windows of some batches, and the batches are taken in a shuffled order.
 * Every epoch still has every text once, beside others each time. Immutable.
 */
final class LengthBuckets {

  /** Batches of a window: few enough that texts meet others, enough for like lengths. */
  private static final int WINDOW = 16;

  private final int[] lengths;

  private LengthBuckets(int[] lengths) {
    this.lengths = lengths;
  }

  /** Those of texts, whose padding is behind them. */
  static LengthBuckets of(TrainSplit texts) {
    int volume = texts.examples().shape().volume();
    float[] ids = new float[volume];
    int[] lengths = new int[texts.size()];
    for (int i = 0; i < lengths.length; i++) {
      texts.copyInput(i, ids, 0);
      int length = volume;
      while (length > 1 && ids[length - 1] == Tokenizer.PADDING) {
        length--;
      }
      lengths[i] = length;
    }
    return new LengthBuckets(lengths);
  }

  /** Tokens of a text, at least 1. */
  int length(int text) {
    return lengths[text];
  }

  /**
   * Sorts an order by length within windows.
   *
   * @param order of all texts; batch b of n has those from {@code size b / n} on
   */
  int[] sorted(int[] order, int batches) {
    Integer[] texts = Arrays.stream(order).boxed().toArray(Integer[]::new);
    for (int batch = 0; batch < batches; batch += WINDOW) {
      int from = (int) ((long) order.length * batch / batches);
      int to = (int) ((long) order.length * Math.min(batches, batch + WINDOW) / batches);
      Arrays.sort(texts, from, to, Comparator.comparingInt(text -> lengths[text]));
    }
    return Arrays.stream(texts).mapToInt(Integer::intValue).toArray();
  }
}
