package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.hardware.runtime.batch.BatchModel;

/** What a file answers to some examples, run as it would be deployed. */
final class Answers {

  /** Examples that are in memory at once. */
  private static final int CHUNK = 64;

  private final Split split;
  private final Predictions outputs;

  private Answers(Split split, Predictions outputs) {
    this.split = split;
    this.outputs = outputs;
  }

  /**
   * Runs a file.
   *
   * @param network what the file was made of: says how its outputs are to be read
   * @param count how many examples of the split, evenly spread over it
   */
  static Answers of(byte[] file, Network network, Split split, int count) {
    float[] all = new float[count * network.outputs()];
    // one thread: the same sums on every machine
    try (BatchModel model = BatchModel.onnx(file, 1)) {
      for (int from = 0; from < count; from += CHUNK) {
        int size = Math.min(CHUNK, count - from);
        float[][] images = new float[size][split.examples().shape().volume()];
        int start = from;
        split
            .examples()
            .each(size, i -> split.copyInput(split.sampled(start + i, count), images[i], 0));
        float[][] scores = model.logits(images);
        for (int i = 0; i < size; i++) {
          System.arraycopy(scores[i], 0, all, (from + i) * network.outputs(), network.outputs());
        }
      }
    }
    return new Answers(
        split, new Predictions(all, count, split.head().formOfFile(network.isClosed())));
  }

  /** The task's reported metric. */
  double score() {
    return split
        .head()
        .score(outputs, split.sampledTargets(outputs.examples()))
        .of(split.head().task().reported());
  }

  /** How far other answers are from these, as the task has it: 0 if they are the same. */
  double divergence(Answers others) {
    return split.head().divergence(outputs, others.outputs);
  }
}
