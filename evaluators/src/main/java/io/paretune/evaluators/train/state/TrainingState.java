package io.paretune.evaluators.train.state;

import io.paretune.evaluators.network.Weights;
import java.util.List;
import java.util.Map;

/**
 * Where a training stands between two steps: with the training's own settings, all that is needed
 * to go on from here. Random streams are functions of the settings' seeds and the number of steps.
 *
 * @param identity of the training that it belongs to
 * @param steps taken from the beginning
 * @param losses of the epoch that the last step belongs to, a sum for each branch
 * @param arrays weights, parameters and what the optimisers remember, by name
 * @param notes of the training's owner
 */
public record TrainingState(
    String identity, long steps, List<Sum> losses, Weights arrays, Map<String, String> notes) {
  /** Copies the lists. */
  public TrainingState {
    losses = List.copyOf(losses);
    notes = Map.copyOf(notes);
    if (steps < 0) {
      throw new IllegalArgumentException("steps must be at least 0, got " + steps);
    }
  }

  /**
   * The loss over some examples.
   *
   * @param total of all of them
   * @param examples how many
   */
  public record Sum(double total, long examples) {

    /** With the mean loss of some more. */
    public Sum plus(double mean, int more) {
      return new Sum(total + more * mean, examples + more);
    }

    /** The mean. */
    public double mean() {
      return total / examples;
    }
  }
}
