package io.paretune.evaluators.trial.training;

import ai.djl.Device;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import java.util.function.ToDoubleFunction;

/**
 * How far a network is from the answers to some training examples: its log-loss, or where there is
 * none, the task's reported metric, negative if more is better. It chooses between weights without
 * a look at the validation split.
 *
 * @param split for training
 * @param device where networks run
 * @param gate goes around every batch
 */
public record TrainingLoss(Split split, Device device, StepGate gate)
    implements ToDoubleFunction<WeightedNetwork> {

  private static final int EXAMPLES = 256;

  @Override
  public double applyAsDouble(WeightedNetwork network) {
    try (Inference inference = new Inference(network.network(), network.weights(), device)) {
      Scores scores = inference.score(split, Math.min(EXAMPLES, split.size()), gate);
      Metric reported = split.head().task().reported();
      return scores
          .find(Metric.LOG_LOSS)
          .orElseGet(() -> reported.direction().minimised(scores.of(reported)));
    }
  }
}
