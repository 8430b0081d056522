package io.paretune.evaluators.train;

import io.paretune.evaluators.network.Weights;
import java.util.List;

/**
 * The outcome of a training.
 *
 * @param weights after the last epoch, running statistics included
 * @param parameters after the last epoch, of the transform that was trained through
 * @param history one entry an epoch, at least one
 * @param stopped whether the listener ended it early
 */
public record Trained(
    Weights weights, Weights parameters, List<EpochResult> history, boolean stopped) {
  public Trained {
    history = List.copyOf(history);
    if (history.isEmpty()) {
      throw new IllegalArgumentException("a training must have had at least one epoch, got none");
    }
  }

  /** The task's reported metric of the returned weights on the validation split. */
  public double validationScore() {
    return history.get(history.size() - 1).validationScore();
  }
}
