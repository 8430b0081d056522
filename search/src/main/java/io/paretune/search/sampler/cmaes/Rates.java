package io.paretune.search.sampler.cmaes;

/**
 * The strategy's constants, those of Hansen's tutorial (arXiv:1604.00772, table 1), named as there.
 */
final class Rates {

  private final int mu;
  private final double[] weights;
  private final double muEff;
  private final double cc;
  private final double cSigma;
  private final double c1;
  private final double cMu;
  private final double dSigma;
  private final double expectedLength;

  private Rates(
      int mu,
      double[] weights,
      double muEff,
      double cc,
      double cSigma,
      double c1,
      double cMu,
      double dSigma,
      double expectedLength) {
    this.mu = mu;
    this.weights = weights;
    this.muEff = muEff;
    this.cc = cc;
    this.cSigma = cSigma;
    this.c1 = c1;
    this.cMu = cMu;
    this.dSigma = dSigma;
    this.expectedLength = expectedLength;
  }

  /**
   * The constants.
   *
   * @param n dimension, at least 1
   * @param lambda at least 4
   */
  static Rates of(int n, int lambda) {
    int mu = lambda / 2;
    double[] weights = new double[lambda];
    double positive = 0;
    double positiveSquares = 0;
    double negative = 0;
    double negativeSquares = 0;
    for (int i = 0; i < lambda; i++) {
      weights[i] = Math.log((lambda + 1) / 2.0) - Math.log(i + 1);
      if (i < mu) {
        positive += weights[i];
        positiveSquares += weights[i] * weights[i];
      } else {
        negative -= weights[i];
        negativeSquares += weights[i] * weights[i];
      }
    }
    double muEff = positive * positive / positiveSquares;
    double muEffNegative = negative * negative / negativeSquares;
    double cc = (4 + muEff / n) / (n + 4 + 2 * muEff / n);
    double cSigma = (muEff + 2) / (n + muEff + 5);
    double c1 = 2 / ((n + 1.3) * (n + 1.3) + muEff);
    double cMu =
        Math.min(1 - c1, 2 * (0.25 + muEff + 1 / muEff - 2) / ((n + 2.0) * (n + 2) + muEff));
    double dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
    double sumOfNegative =
        Math.min(
            Math.min(1 + c1 / cMu, 1 + 2 * muEffNegative / (muEff + 2)),
            (1 - c1 - cMu) / (n * cMu));
    for (int i = 0; i < lambda; i++) {
      weights[i] *= i < mu ? 1 / positive : sumOfNegative / negative;
    }
    double expectedLength = Math.sqrt(n) * (1 - 1 / (4.0 * n) + 1 / (21.0 * n * n));
    return new Rates(mu, weights, muEff, cc, cSigma, c1, cMu, dSigma, expectedLength);
  }

  /** How many of a generation's trials pull the mean. */
  int mu() {
    return mu;
  }

  /**
   * The weights of the ranks: the first mu add up to 1, the others are negative and only shape the
   * covariance.
   *
   * @return {@code double[lambda]}; shared, do not change
   */
  double[] weights() {
    return weights;
  }

  /** How many equally weighted trials the mean is made of. */
  double muEff() {
    return muEff;
  }

  /** Rate of the covariance path. */
  double cc() {
    return cc;
  }

  /** Rate of the step-size path. */
  double cSigma() {
    return cSigma;
  }

  /** Rate of the rank-one update. */
  double c1() {
    return c1;
  }

  /** Rate of the rank-mu update. */
  double cMu() {
    return cMu;
  }

  /** Damping of the step size. */
  double dSigma() {
    return dSigma;
  }

  /** Mean length of a standard normal vector. */
  double expectedLength() {
    return expectedLength;
  }
}
