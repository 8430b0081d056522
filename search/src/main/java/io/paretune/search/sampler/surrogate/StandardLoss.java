package io.paretune.search.sampler.surrogate;

import org.apache.commons.math3.special.Erf;

/**
 * The expectation of max(0, z - Z) for a standard normal Z, which is z cdf(z) + pdf(z): cubic
 * Hermite interpolation of exact values, since millions are needed; absolute error below 1e-11.
 */
final class StandardLoss {

  private static final double BOUND = 8;

  private static final int PER_UNIT = 128;

  private static final double[] VALUES = new double[16 * PER_UNIT + 1];

  private static final double[] SLOPES = new double[VALUES.length];

  static {
    for (int i = 0; i < VALUES.length; i++) {
      double z = -BOUND + (double) i / PER_UNIT;
      SLOPES[i] = 0.5 * Erf.erfc(-z / Math.sqrt(2));
      VALUES[i] = z * SLOPES[i] + Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    }
  }

  private StandardLoss() {}

  static double at(double z) {
    if (!(z > -BOUND)) {
      return 0;
    }
    if (z >= BOUND) {
      return z;
    }
    double place = (z + BOUND) * PER_UNIT;
    int i = Math.min((int) place, VALUES.length - 2);
    double t = place - i;
    double u = 1 - t;
    return (1 + 2 * t) * u * u * VALUES[i]
        + t * t * (3 - 2 * t) * VALUES[i + 1]
        + (t * u * u * SLOPES[i] - t * t * u * SLOPES[i + 1]) / PER_UNIT;
  }

  /** The standard normal distribution function, which is this function's slope. */
  static double slope(double z) {
    if (!(z > -BOUND)) {
      return 0;
    }
    if (z >= BOUND) {
      return 1;
    }
    double place = (z + BOUND) * PER_UNIT;
    int i = Math.min((int) place, VALUES.length - 2);
    double t = place - i;
    return SLOPES[i] + t * (SLOPES[i + 1] - SLOPES[i]);
  }
}
