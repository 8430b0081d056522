package io.paretune.evaluators.task.loss;

import ai.djl.ndarray.NDArray;

/** What training makes small: how far outputs are from targets of the same form. */
public interface Loss {

  /**
   * The mean over a batch, times a weight: a scalar in the manager of the outputs.
   *
   * @param outputs {@code float[batch][outputs]}, raw
   * @param targets {@code float[batch][outputs]}
   * @param weight a factor
   */
  NDArray of(NDArray outputs, NDArray targets, double weight);

  /**
   * Turns a teacher's raw outputs at {@code values[offset ...]} into targets, in place.
   *
   * @param temperature by which they are softened, as {@link #temperature} gives it
   * @return what {@link #of} of a student that answers as the teacher does lies below 0: added to a
   *     distance from the teacher, it makes that of equals 0
   */
  double soften(float[] values, int offset, int outputs, double temperature);

  /** The temperature at which answers are compared with a teacher's: 1 where it has no meaning. */
  double temperature(double asked);
}
