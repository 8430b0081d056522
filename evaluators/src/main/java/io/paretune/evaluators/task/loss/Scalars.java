package io.paretune.evaluators.task.loss;

import ai.djl.ndarray.NDArray;

/**
 * Arithmetic of arrays and numbers whose gradients are right.
 *
 * <p>DJL 0.35.1 turns the number of {@code x.mul(3f)} into a tensor over Java's memory and drops it
 * at once, while PyTorch keeps the tensor for the backward pass: if the garbage collector comes
 * between, the gradient is multiplied by whatever is in that memory by then. Here the number
 * belongs to the array's manager and lives as long as it. What PyTorch does not keep (the numbers
 * of {@code add}, {@code sub}, {@code clip} and comparisons) needs no such care.
 */
public final class Scalars {

  private Scalars() {}

  /** {@code x * factor}, in the manager of {@code x}. */
  public static NDArray times(NDArray x, double factor) {
    return x.mul(kept(x, factor));
  }

  /** {@code x / divisor}, in the manager of {@code x}. */
  public static NDArray over(NDArray x, double divisor) {
    return x.div(kept(x, divisor));
  }

  /** The greater of each value and the limit, in the manager of {@code x}. */
  public static NDArray atLeast(NDArray x, double limit) {
    return x.maximum(kept(x, limit));
  }

  /** The smaller of each value and the limit, in the manager of {@code x}. */
  public static NDArray atMost(NDArray x, double limit) {
    return x.minimum(kept(x, limit));
  }

  private static NDArray kept(NDArray x, double number) {
    return x.getManager().create((float) number);
  }
}
