package io.paretune.evaluators.train.forward;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.task.Judging;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.Targets;
import java.util.function.Consumer;

/** Something that answers examples: a network here, or a model of the user's in another runtime. */
@FunctionalInterface
public interface Scorer {

  /** Examples asked about at once. */
  int CHUNK = 256;

  /** Outputs asked for at once, where examples have many: 64 MB. */
  int MOST_OUTPUTS = 1 << 24;

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
    Judging judging = split.head().judging(targets);
    each(split, count, gate, judging::add);
    return judging.scores();
  }

  /** Hands on the outputs for a sample, some at a time, in order. */
  private void each(Split split, int count, StepGate gate, Consumer<Predictions> taker) {
    int chunk = Math.max(1, Math.min(CHUNK, MOST_OUTPUTS / split.head().outputs()));
    for (int from = 0; from < count; from += chunk) {
      int start = from;
      int end = Math.min(count, from + chunk);
      gate.run(
          () ->
              taker.accept(
                  new Predictions(
                      logits(split.sample(start, end, count), end - start), end - start, form())));
    }
  }

  /**
   * The outputs for a sample.
   *
   * @param count how many examples of the split, spread over it
   * @param gate goes around every batch
   */
  default Predictions outputs(Split split, int count, StepGate gate) {
    float[][] all = {new float[0]};
    int[] taken = {0};
    each(
        split,
        count,
        gate,
        some -> {
          if (taken[0] == 0) {
            all[0] = new float[Math.multiplyExact(some.outputs(), count)];
          }
          some.copy(all[0], taken[0] * some.outputs());
          taken[0] += some.examples();
        });
    return new Predictions(all[0], count, form());
  }
}
