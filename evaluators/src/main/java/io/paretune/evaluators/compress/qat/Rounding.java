package io.paretune.evaluators.compress.qat;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.task.loss.Scalars;

/** Rounding that gradients pass through. All results belong to the first argument's manager. */
final class Rounding {

  private static final float NARROWEST = 1e-6f;

  private Rounding() {}

  /** The values of {@code rounded}, the gradient of {@code value}. */
  static NDArray straightThrough(NDArray value, NDArray rounded) {
    // In this order the sum is exact to the last bit where the two are within a factor of two.
    return value.add(rounded.sub(value).stopGradient());
  }

  /**
   * To 256 levels of the range that the value has at the moment, zero included: ONNX's
   * DynamicQuantizeLinear. The range has no gradient.
   */
  static NDArray toItsOwnRange(NDArray value) {
    NDArray seen = value.stopGradient();
    NDArray low = Scalars.atMost(seen.min(), 0);
    NDArray high = Scalars.atLeast(seen.max(), 0);
    NDArray step = Scalars.over(Scalars.atLeast(high.sub(low), NARROWEST), 255);
    NDArray zero = low.neg().div(step).round();
    NDArray levels = seen.div(step).round().add(zero).clip(0, 255).sub(zero);
    return straightThrough(value, levels.mul(step));
  }

  /**
   * {@code step * round(clip(value / step, lowest, highest))} with the gradients of Esser et al.
   * 2020 (arXiv:1902.08153, equations 1 to 3): of the value, 1 within the limits and 0 outside; of
   * the step, {@code round(v / s) - v / s} within and the limit outside.
   *
   * @param step not 0, of a shape that scales the value
   */
  static NDArray onLearnedStep(NDArray value, NDArray step, int lowest, int highest) {
    NDArray levels = value.div(step).clip(lowest, highest);
    return straightThrough(levels, levels.stopGradient().round()).mul(step);
  }
}
