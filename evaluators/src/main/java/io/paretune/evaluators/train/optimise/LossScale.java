package io.paretune.evaluators.train.optimise;

import io.paretune.evaluators.network.Tensor;

/**
 * What losses are multiplied by so that gradients in 16 bits are neither zero nor infinite: as
 * large as it can be, found by trying (Micikevicius et al. 2018, "Mixed Precision Training",
 * arXiv:1710.03740, section 3.2; numbers as PyTorch's {@code GradScaler}). Always a power of two,
 * so that it changes no digit.
 */
final class LossScale {
  private static final double FIRST = 65536;
  private static final int STEPS_TO_GROWTH = 2000;

  private double value = FIRST;
  private int finite;

  double value() {
    return value;
  }

  /** After a step: halves if its gradients were not all finite, doubles after many that were. */
  void stepped(boolean allFinite) {
    finite = allFinite ? finite + 1 : 0;
    if (!allFinite) {
      value /= 2;
    } else if (finite == STEPS_TO_GROWTH) {
      value *= 2;
      finite = 0;
    }
  }

  /** What it knows, as two numbers. */
  Tensor state() {
    return Tensor.of(new float[] {(float) value, finite}, 2);
  }

  /** Makes it what it was. */
  void restore(Tensor state) {
    value = state.at(0);
    finite = (int) state.at(1);
  }
}
