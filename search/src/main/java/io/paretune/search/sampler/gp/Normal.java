package io.paretune.search.sampler.gp;

/**
 * The standard normal distribution far into its tails.
 *
 * <p>The complementary error function is Cody's (1969, doi:10.1090/S0025-5718-1969-0247736-4);
 * Commons Math has it only unscaled, where it is 0 beyond 38 deviations, and by a continued
 * fraction that takes a microsecond a call.
 */
final class Normal {

  private static final double ROOT_2 = Math.sqrt(2);
  private static final double ROOT_PI = Math.sqrt(Math.PI);
  private static final double HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

  /** Below it, differences that cancel are taken from the asymptotic series. */
  private static final double FAR = -50;

  private static final double[] A = {
    0.18577770618460315,
    3.1611237438705655,
    113.86415415105016,
    377.485237685302,
    3209.3775891384694
  };
  private static final double[] B = {
    1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171
  };
  private static final double[] C = {
    2.1531153547440383e-8,
    0.5641884969886701,
    8.883149794388377,
    66.11919063714163,
    298.6351381974001,
    881.952221241769,
    1712.0476126340707,
    2051.0783778260716,
    1230.3393547979972
  };
  private static final double[] D = {
    1,
    15.744926110709835,
    117.6939508913125,
    537.1811018620099,
    1621.3895745666903,
    3290.7992357334597,
    4362.619090143247,
    3439.3676741437216,
    1230.3393548037495
  };
  private static final double[] P = {
    0.016315387137302097,
    0.30532663496123236,
    0.36034489994980445,
    0.12578172611122926,
    0.016083785148742275,
    0.0006587491615298378
  };
  private static final double[] Q = {
    1,
    2.568520192289822,
    1.8729528499234673,
    0.5279051029514285,
    0.06051834131244132,
    0.0023352049762686918
  };

  private Normal() {}

  private static double polynomial(double[] coefficients, double x) {
    double sum = 0;
    for (double coefficient : coefficients) {
      sum = sum * x + coefficient;
    }
    return sum;
  }

  /** The scaled complementary error function, exp(x^2) erfc(x), for x of at least 0. */
  static double scaledErfc(double x) {
    if (x <= 0.46875) {
      double square = x * x;
      return Math.exp(square) * (1 - x * polynomial(A, square) / polynomial(B, square));
    }
    if (x <= 4) {
      return polynomial(C, x) / polynomial(D, x);
    }
    double inverse = 1 / (x * x);
    return (1 / ROOT_PI - inverse * polynomial(P, inverse) / polynomial(Q, inverse)) / x;
  }

  static double density(double z) {
    return Math.exp(-0.5 * z * z - HALF_LOG_2PI);
  }

  static double logDensity(double z) {
    return -0.5 * z * z - HALF_LOG_2PI;
  }

  /** The probability of at most z. */
  static double cumulative(double z) {
    double tail = 0.5 * scaledErfc(Math.abs(z) / ROOT_2) * Math.exp(-0.5 * z * z);
    return z < 0 ? tail : 1 - tail;
  }

  /** The logarithm of {@link #cumulative}, finite for every finite z. */
  static double logCumulative(double z) {
    double scaled = 0.5 * scaledErfc(Math.abs(z) / ROOT_2);
    return z < 0 ? Math.log(scaled) - 0.5 * z * z : Math.log1p(-scaled * Math.exp(-0.5 * z * z));
  }

  /** The density over the cumulative probability: the derivative of {@link #logCumulative}. */
  static double hazard(double z) {
    return z < 0 ? 1 / mills(z) : density(z) / cumulative(z);
  }

  /** The cumulative probability over the density, for z below 0. */
  private static double mills(double z) {
    return Math.sqrt(Math.PI / 2) * scaledErfc(-z / ROOT_2);
  }

  /** The expectation of max(0, z + X) for a standard normal X: phi(z) + z Phi(z). */
  static double gain(double z) {
    return z < -1 ? density(z) * scaledGain(z) : density(z) + z * cumulative(z);
  }

  /** The logarithm of {@link #gain}, finite for every finite z of ordinary size. */
  static double logGain(double z) {
    return z < -1 ? logDensity(z) + Math.log(scaledGain(z)) : Math.log(gain(z));
  }

  /** The derivative of {@link #logGain}. */
  static double logGainSlope(double z) {
    return z < -1 ? mills(z) / scaledGain(z) : cumulative(z) / gain(z);
  }

  /** gain over density, 1 + z Phi/phi, for z below -1. */
  private static double scaledGain(double z) {
    if (z > FAR) {
      return 1 + z * mills(z);
    }
    double inverse = 1 / (z * z);
    return inverse * (1 - inverse * (3 - inverse * (15 - 105 * inverse)));
  }
}
