package io.paretune.evaluators.supernet;

import java.util.ArrayList;
import java.util.List;

/** Examples in batches of nearly the same size. */
final class Batched {

  private Batched() {}

  /**
   * The examples one after the other.
   *
   * @param examples {@code float[count][elements]}
   * @param most examples in a batch
   * @return flat batches, as few as possible
   */
  static List<float[]> of(float[][] examples, int most) {
    int count = (examples.length + most - 1) / most;
    List<float[]> batches = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      int from = (int) ((long) examples.length * b / count);
      int to = (int) ((long) examples.length * (b + 1) / count);
      int volume = examples[0].length;
      float[] batch = new float[(to - from) * volume];
      for (int i = from; i < to; i++) {
        System.arraycopy(examples[i], 0, batch, (i - from) * volume, volume);
      }
      batches.add(batch);
    }
    return batches;
  }
}
