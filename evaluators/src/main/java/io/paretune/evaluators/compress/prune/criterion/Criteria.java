package io.paretune.evaluators.compress.prune.criterion;

import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.train.forward.StepGate;

/** The criteria that experiments can name. */
public final class Criteria {

  private Criteria() {}

  /**
   * A criterion at work.
   *
   * @param images what gradients and activations are taken of; {@code count} of them
   * @param count at least 1
   * @param threads threads for activations; gradients take the process's
   * @param gate goes around each batch of gradients
   */
  public static Importance of(
      PruningCriterion criterion, TrainSplit images, int count, int threads, StepGate gate) {
    return switch (criterion) {
      case L1 -> Importance.l1();
      case BATCH_NORM -> new BatchNormScale();
      case TAYLOR -> new FirstOrderTaylor(images, count, gate);
      case ACTIVATION -> new MeanActivation(images, count, threads);
    };
  }
}
