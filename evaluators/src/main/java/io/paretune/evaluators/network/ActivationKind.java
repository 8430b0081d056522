package io.paretune.evaluators.network;

/** The element-wise non-linearities, each with its defining formula. */
public enum ActivationKind {
  /** {@code max(0, x)}. */
  RELU {
    @Override
    public double apply(double x) {
      return Math.max(0, x);
    }
  },
  /** {@code min(6, max(0, x))}. */
  RELU6 {
    @Override
    public double apply(double x) {
      return Math.min(6, Math.max(0, x));
    }
  },
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID {
    @Override
    public double apply(double x) {
      return 1 / (1 + Math.exp(-x));
    }
  },
  /** {@code min(1, max(0, x / 6 + 1/2))}. */
  HARD_SIGMOID {
    @Override
    public double apply(double x) {
      return Math.min(1, Math.max(0, x / 6 + 0.5));
    }
  },
  /** {@code x * hardSigmoid(x)} (Howard et al. 2019, doi:10.1109/ICCV.2019.00140). */
  HARD_SWISH {
    @Override
    public double apply(double x) {
      return x * HARD_SIGMOID.apply(x);
    }
  },
  /** {@code x * sigmoid(x)}. */
  SILU {
    @Override
    public double apply(double x) {
      return x * SIGMOID.apply(x);
    }
  },
  /** Hyperbolic tangent. */
  TANH {
    @Override
    public double apply(double x) {
      return Math.tanh(x);
    }
  };

  /** The value at {@code x}. */
  public abstract double apply(double x);

  /**
   * Whether the output is never negative, so that an unsigned quantisation with zero point 0 wastes
   * nothing.
   */
  public boolean nonNegative() {
    return this == RELU || this == RELU6 || this == SIGMOID || this == HARD_SIGMOID;
  }
}
