package io.paretune.evaluators.artifact;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.Shape;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which texts of a split a file is timed on: those of all lengths; a single one is as long as half
 * of the others. Immutable.
 */
public final class TimedTexts {

  private final int[] lengths;
  private final int[] byLength;

  private TimedTexts(int[] lengths) {
    this.lengths = lengths;
    this.byLength =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparing(i -> lengths[i]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** Those of a split that holds texts. */
  public static TimedTexts of(Split examples) {
    float[] ids = new float[examples.examples().shape().volume()];
    int[] lengths = new int[examples.size()];
    for (int i = 0; i < lengths.length; i++) {
      examples.copyInput(i, ids, 0);
      for (int token = 0; token < ids.length; token++) {
        lengths[i] = ids[token] == Shape.Ids.PADDING ? lengths[i] : token + 1;
      }
    }
    return new TimedTexts(lengths);
  }

  /** The numbers of the examples of one batch. */
  int[] batch(int size) {
    return IntStream.range(0, size)
        .map(i -> byLength[(int) ((i + 0.5) / size * byLength.length)])
        .toArray();
  }

  /** How many tokens the longest of a batch has, at least 1; all others are padded to it. */
  public int longest(int size) {
    return Math.max(1, IntStream.of(batch(size)).map(i -> lengths[i]).max().orElseThrow());
  }
}
