package io.paretune.evaluators.train.forward;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.Targets;

/** Something that answers examples: a network here, or a model of the user's in another runtime. */
@FunctionalInterface
public interface Scorer {

  /** Examples asked about at once. */
  int CHUNK = 256;

  /**
   * The outputs for a batch.
   *
   * @param inputs {@code float[count][...]}, flat, preprocessed
   * @return {@code float[count][outputs]}, flat
   */
  float[] logits(float[] inputs, int count);

  /** How the outputs are to be read. */
  default Predictions.Form form() {
    return Predictions.Form.RAW;
  }

  /**
   * How good the outputs are.
   *
   * @param count how many examples of the split, spread over it
   * @param gate goes around every batch
   */
  default Scores score(Split split, int count, StepGate gate) {
    Targets targets = count == split.size() ? split.targets() : split.sampledTargets(count);
    return split.head().score(outputs(split, count, gate), targets);
  }

  /**
   * The outputs for a sample.
   *
   * @param count how many examples of the split, spread over it
   * @param gate goes around every batch
   */
  default Predictions outputs(Split split, int count, StepGate gate) {
    float[][] all = {new float[0]};
    for (int from = 0; from < count; from += CHUNK) {
      int start = from;
      int end = Math.min(count, from + CHUNK);
      gate.run(
          () -> {
            float[] some = logits(split.sample(start, end, count), end - start);
            if (start == 0) {
              all[0] = new float[some.length / (end - start) * count];
            }
            System.arraycopy(some, 0, all[0], some.length / (end - start) * start, some.length);
          });
    }
    return new Predictions(all[0], count, form());
  }
}
