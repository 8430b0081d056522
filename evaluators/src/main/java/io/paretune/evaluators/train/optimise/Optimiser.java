package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * How gradients change weights. It keeps what it remembers of earlier steps, such as velocities, in
 * native memory of fixed size; what an update needs beside dies with the step.
 */
public interface Optimiser {
  /**
   * One update, in place.
   *
   * @param leaves arrays that hold the gradients, by name, owned by the step; the gradients are
   *     overwritten
   * @param learningRate over 0
   * @param step its number, from 1
   */
  void update(Map<String, NDArray> leaves, double learningRate, long step);

  /** What it remembers: long-lived arrays, by a name of the trained array's and its own. */
  Map<String, NDArray> memory();
}
