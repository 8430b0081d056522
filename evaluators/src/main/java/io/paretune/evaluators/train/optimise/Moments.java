package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Running means of gradients and of their squares (Kingma and Ba 2015, arXiv:1412.6980, algorithm
 * 1), with decay rates 0.9 and 0.999, and the direction that they give.
 */
final class Moments {
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.999;

  private final WeightArrays arrays;
  private final double epsilon;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private long steps;

  /**
   * @param epsilon added to the root of the second moment
   * @param manager owns the moments
   */
  Moments(WeightArrays arrays, double epsilon, NDManager manager) {
    this.arrays = arrays;
    this.epsilon = epsilon;
    for (TensorSpec spec : arrays.specs()) {
      if (spec.role().trainable()) {
        first.put(spec.name(), manager.zeros(arrays.get(spec).getShape()));
        second.put(spec.name(), manager.zeros(arrays.get(spec).getShape()));
      }
    }
  }

  /** The moments, by names of their own. */
  Map<String, NDArray> memory() {
    Map<String, NDArray> memory = new LinkedHashMap<>();
    first.forEach((name, array) -> memory.put(name + ".firstMoment", array));
    second.forEach((name, array) -> memory.put(name + ".secondMoment", array));
    return memory;
  }

  /** What is done with one array. */
  @FunctionalInterface
  interface Change {
    /**
     * Changes the weight in place.
     *
     * @param gradient in the step's memory
     */
    void apply(TensorSpec spec, NDArray weight, NDArray gradient);
  }

  /**
   * Begins a step, and does something with each array that has a gradient.
   *
   * @param step its number, from 1
   */
  void step(Map<String, NDArray> leaves, long step, Change change) {
    steps = step;
    for (TensorSpec spec : arrays.specs()) {
      NDArray leaf = leaves.get(spec.name());
      if (leaf != null && first.containsKey(spec.name())) {
        change.apply(spec, arrays.get(spec), leaf.getGradient());
      }
    }
  }

  /**
   * The first moment over the root of the second, both free of their bias towards 0, after this
   * step's gradient.
   *
   * @return in the step's memory
   */
  NDArray direction(TensorSpec spec, NDArray gradient) {
    NDArray squares = gradient.square().muli((float) (1 - SECOND_DECAY));
    NDArray mean =
        get(first, spec).muli((float) FIRST_DECAY).addi(gradient.muli((float) (1 - FIRST_DECAY)));
    NDArray square = get(second, spec).muli((float) SECOND_DECAY).addi(squares);
    double root = Math.sqrt(1 - Math.pow(SECOND_DECAY, (double) steps));
    NDArray length = Scalars.over(inStep(square, gradient).sqrt(), root).addi((float) epsilon);
    return Scalars.over(
        inStep(mean, gradient).div(length), 1 - Math.pow(FIRST_DECAY, (double) steps));
  }

  /** The same array, what is made of which belongs to the step. */
  static NDArray inStep(NDArray array, NDArray gradient) {
    NDArray view = array.stopGradient();
    view.attach(gradient.getManager());
    return view;
  }

  private static NDArray get(Map<String, NDArray> moments, TensorSpec spec) {
    NDArray moment = moments.get(spec.name());
    if (moment == null) {
      throw new IllegalArgumentException("no moment of this name, got '" + spec.name() + "'");
    }
    return moment;
  }
}
