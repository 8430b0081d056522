package io.paretune.evaluators.train.step;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** What a branch makes small. */
@FunctionalInterface
public interface Objective {

  /**
   * A loss.
   *
   * @param differentiated a scalar in the pass's memory
   * @param constant what is added to it when the loss is told, and has no gradient
   */
  record Value(NDArray differentiated, double constant) {}

  /** Names of the nodes whose values it reads beside the outputs. */
  default List<String> reads() {
    return List.of();
  }

  /** The loss of a forward pass. */
  Value of(Pass pass);
}
