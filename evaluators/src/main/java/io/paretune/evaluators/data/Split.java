package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.targets.Targets;
import java.util.stream.IntStream;

/**
 * Examples with a purpose, and the preprocessing under which a network sees them. The purpose is
 * the type: code that takes a {@link ValidationSplit} cannot be handed the test data. Immutable,
 * safe to share between threads.
 */
public sealed interface Split permits TrainSplit, ValidationSplit, TestSplit {
  /** The raw examples. */
  Examples examples();

  /** What is done to a raw value before a network sees it. */
  Preprocessing preprocessing();

  /** What outputs mean for these data. */
  Head head();

  /** The number of examples. */
  default int size() {
    return examples().size();
  }

  /** What is to be learned of each example. */
  default Targets targets() {
    return examples().targets();
  }

  /**
   * Writes one preprocessed example, {@code float[channels][height][width]}, to {@code into[offset
   * ...]}.
   */
  default void copyInput(int index, float[] into, int offset) {
    examples().copyRaw(index, into, offset);
    preprocessing().apply(into, offset, examples().shape().volume());
  }

  /** The preprocessed examples {@code from} (inclusive) to {@code to} (exclusive), flat. */
  default float[] inputs(int from, int to) {
    int volume = examples().shape().volume();
    float[] batch = new float[(to - from) * volume];
    examples().each(to - from, i -> copyInput(from + i, batch, i * volume));
    return batch;
  }

  /**
   * Which example is at a place of a sample. A sample is spread evenly over the split: where
   * examples are ordered by class, as folders of images are, every class has its share.
   *
   * @param place 0 to count - 1
   * @param count size of the sample, at most {@link #size}
   */
  default int sampled(int place, int count) {
    return (int) ((long) place * size() / count);
  }

  /** The targets of a sample of {@code count} examples. */
  default Targets sampledTargets(int count) {
    return targets().select(IntStream.range(0, count).map(i -> sampled(i, count)).toArray());
  }

  /** The preprocessed examples at some places of a sample, flat. */
  default float[] sample(int from, int to, int count) {
    int volume = examples().shape().volume();
    float[] batch = new float[(to - from) * volume];
    examples().each(to - from, i -> copyInput(sampled(from + i, count), batch, i * volume));
    return batch;
  }

  /**
   * A sample, preprocessed.
   *
   * @param wanted its size, if the split has so many examples; otherwise all are taken
   * @return {@code float[count][elements]}
   */
  default float[][] sample(int wanted) {
    int count = Math.min(wanted, size());
    float[][] sample = new float[count][examples().shape().volume()];
    examples().each(count, i -> copyInput(sampled(i, count), sample[i], 0));
    return sample;
  }
}
