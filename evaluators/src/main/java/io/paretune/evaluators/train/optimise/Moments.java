package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.task.loss.Scalars;
import java.util.Map;

/**
 * Running means of gradients and of their squares (Kingma and Ba 2015, arXiv:1412.6980, algorithm
 * 1), with decay rates 0.9 and 0.999, and the direction that they give.
 */
final class Moments {
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.999;

  private final double epsilon;
  private final NDArray first;
  private final NDArray second;

  /**
   * @param weights of the same shape
   * @param epsilon added to the root of the second moment
   * @param manager owns the moments
   */
  Moments(NDArray weights, double epsilon, NDManager manager) {
    this.epsilon = epsilon;
    this.first = manager.zeros(weights.getShape());
    this.second = manager.zeros(weights.getShape());
  }

  /** The moments, by names of their own. */
  Map<String, NDArray> memory() {
    return Map.of("firstMoment", first, "secondMoment", second);
  }

  /**
   * The first moment over the root of the second, both free of their bias towards 0, after this
   * step's gradient.
   *
   * @param step its number, from 1
   * @return in the step's memory
   */
  NDArray direction(NDArray gradient, long step) {
    NDArray squares = gradient.square().muli((float) (1 - SECOND_DECAY));
    NDArray mean = first.muli((float) FIRST_DECAY).addi(gradient.muli((float) (1 - FIRST_DECAY)));
    NDArray square = second.muli((float) SECOND_DECAY).addi(squares);
    double root = Math.sqrt(1 - Math.pow(SECOND_DECAY, (double) step));
    NDArray length = Scalars.over(inStep(square, gradient).sqrt(), root).addi((float) epsilon);
    return Scalars.over(
        inStep(mean, gradient).div(length), 1 - Math.pow(FIRST_DECAY, (double) step));
  }

  /** The same array, what is made of which belongs to the step. */
  static NDArray inStep(NDArray array, NDArray gradient) {
    NDArray view = array.stopGradient();
    view.attach(gradient.getManager());
    return view;
  }
}
