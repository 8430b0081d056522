package io.paretune.search.sampler.tpe;

import java.util.random.RandomGenerator;

/**
 * The standard normal distribution, fast: a mixture of hundreds of kernels needs thousands of these
 * values an ask, and Commons Math's series take about twenty times as long.
 */
final class Normal {

  static final double LOG_SQRT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** Where the rational approximation gives way to the continued fraction. */
  private static final double TAIL = 7.07106781186547;

  private Normal() {}

  /**
   * The cumulative distribution, to about 1e-15 (Hart et al. 1968, Computer Approximations, in the
   * form of West 2005, Better approximations to cumulative normal functions).
   */
  static double cdf(double x) {
    double size = Math.abs(x);
    double below = 0;
    if (size < 38) {
      double exponential = Math.exp(-0.5 * size * size);
      if (size < TAIL) {
        double over = 3.52624965998911e-2 * size + 0.700383064443688;
        over = over * size + 6.37396220353165;
        over = over * size + 33.912866078383;
        over = over * size + 112.079291497871;
        over = over * size + 221.213596169931;
        over = over * size + 220.206867912376;
        double under = 8.83883476483184e-2 * size + 1.75566716318264;
        under = under * size + 16.064177579207;
        under = under * size + 86.7807322029461;
        under = under * size + 296.564248779674;
        under = under * size + 637.333633378831;
        under = under * size + 793.826512519948;
        under = under * size + 440.413735824752;
        below = exponential * over / under;
      } else {
        double fraction = size + 0.65;
        fraction = size + 4 / fraction;
        fraction = size + 3 / fraction;
        fraction = size + 2 / fraction;
        fraction = size + 1 / fraction;
        below = exponential / fraction / 2.506628274631;
      }
    }
    return x > 0 ? 1 - below : below;
  }

  /** Probability of an interval, in the tails too. */
  static double between(double from, double to) {
    // differences of values near 1 would cancel
    return from > 0 ? cdf(-from) - cdf(-to) : cdf(to) - cdf(from);
  }

  /**
   * A value of the normal distribution around a mean within [0, 1], given that it lies in [0, 1];
   * rejection needs 3 tries on average at the very worst, for a deviation of 1.
   */
  static double inUnit(double mean, double deviation, RandomGenerator random) {
    while (true) {
      double value = mean + deviation * random.nextGaussian();
      if (value >= 0 && value <= 1) {
        return value;
      }
    }
  }
}
