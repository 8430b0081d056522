package io.paretune.evaluators.compress.quantise.calibration;

/** How the range of an activation is chosen from what it was on the calibration images. */
public enum CalibrationKind {
  /** All that was seen. */
  MIN_MAX {
    @Override
    Range range(Histogram seen) {
      return Range.around(seen.low(), seen.high());
    }
  },
  /** All but the 0.01 % at either end. */
  PERCENTILE {
    @Override
    Range range(Histogram seen) {
      double low = seen.low() < 0 ? seen.quantile(TAIL) : 0;
      double high = seen.high() > 0 ? seen.quantile(1 - TAIL) : 0;
      return Range.around(low, high);
    }
  },
  /**
   * The clipping that loses least information: the range whose quantised distribution has the
   * smallest Kullback-Leibler divergence from the one seen (Migacz 2017, "8-bit inference with
   * TensorRT", NVIDIA GTC S7310), here for 256 levels and for ranges that need not be symmetric:
   * both ends shrink towards zero in proportion. An activation with too few values for a histogram
   * keeps all that was seen.
   */
  ENTROPY {
    @Override
    Range range(Histogram seen) {
      return EntropyRange.of(seen);
    }
  },
  /**
   * The clipping of least mean squared error: each end moves towards zero as long as the finer
   * steps gain more than the clipped values lose (the search of Banner et al. 2019, "Post training
   * 4-bit quantization of convolutional networks for rapid-deployment", arXiv:1810.05723, done on
   * what was seen instead of a fitted distribution).
   */
  MEAN_SQUARED_ERROR {
    @Override
    Range range(Histogram seen) {
      return SquaredErrorRange.of(seen);
    }
  };

  private static final double TAIL = 1e-4;

  abstract Range range(Histogram seen);
}
