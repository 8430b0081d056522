package io.paretune.evaluators.network;

import org.apache.commons.math3.special.Erf;

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
  },
  /** {@code x} above 0, {@code exp(x) - 1} below (Clevert et al. 2016, arXiv:1511.07289). */
  ELU {
    @Override
    public double apply(double x) {
      return x > 0 ? x : Math.expm1(x);
    }
  },
  /** {@code x / 2 (1 + erf(x / sqrt 2))} (Hendrycks and Gimpel 2016, arXiv:1606.08415). */
  GELU {
    @Override
    public double apply(double x) {
      return 0.5 * x * (1 + Erf.erf(x / Math.sqrt(2)));
    }
  },
  /**
   * GELU's approximation {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))} (Hendrycks and
   * Gimpel 2016, section 2), as far as 5e-4 from it.
   */
  GELU_TANH {
    @Override
    public double apply(double x) {
      return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }
  },
  /** {@code ln(1 + exp(x))}. */
  SOFTPLUS {
    @Override
    public double apply(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
  },
  /** {@code x tanh(softplus(x))} (Misra 2019, arXiv:1908.08681). */
  MISH {
    @Override
    public double apply(double x) {
      return x * Math.tanh(SOFTPLUS.apply(x));
    }
  },
  /** -1 below 0, 0 there, 1 above. It has no slope: nothing is learned through it. */
  SIGN {
    @Override
    public double apply(double x) {
      return Math.signum(x);
    }
  };

  /** The value at {@code x}. */
  public abstract double apply(double x);

  /**
   * Whether the output is never negative, so that an unsigned quantisation with zero point 0 wastes
   * nothing.
   */
  public boolean nonNegative() {
    return switch (this) {
      case RELU, RELU6, SIGMOID, HARD_SIGMOID, SOFTPLUS -> true;
      case HARD_SWISH, SILU, TANH, ELU, GELU, GELU_TANH, MISH, SIGN -> false;
    };
  }
}
