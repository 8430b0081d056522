package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * How gradients change weights, all of them as one array. It keeps what it remembers of earlier
 * steps, such as velocities, in native memory of fixed size; what an update needs beside dies with
 * the step.
 */
public interface Optimiser {
  /**
   * One update, in place.
   *
   * @param gradient {@code float[n]}, owned by the step; overwritten
   * @param learningRate over 0
   * @param step its number, from 1
   */
  void update(NDArray gradient, double learningRate, long step);

  /** What it remembers, {@code float[n]} each: long-lived arrays, by names of their own. */
  Map<String, NDArray> memory();
}
