package io.paretune.evaluators.compress.prune.criterion;

import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.Placement;

/** The criteria that experiments can name. */
public final class Criteria {

  private Criteria() {}

  /**
   * A criterion at work.
   *
   * @param images what gradients and activations are taken of; {@code count} of them
   * @param count at least 1
   * @param where device of gradients, which take the process's threads; threads of activations,
   *     which are taken on the processor
   * @param gate goes around each batch of gradients
   */
  public static Importance of(
      PruningCriterion criterion, TrainSplit images, int count, Placement where, StepGate gate) {
    return switch (criterion) {
      case L1 -> Importance.l1();
      case BATCH_NORM -> new BatchNormScale();
      case TAYLOR -> new FirstOrderTaylor(images, count, where.device(), gate);
      case ACTIVATION -> new MeanActivation(images, count, where.threads());
    };
  }
}
