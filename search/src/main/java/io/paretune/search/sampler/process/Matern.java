package io.paretune.search.sampler.process;

/**
 * The Matern-5/2 correlation as a function of the squared scaled distance q: (1 + s + s^2/3) e^-s
 * with s = sqrt(5 q) (Rasmussen, Williams 2006, equation 4.17).
 */
final class Matern {

  private Matern() {}

  static double correlation(double q) {
    double s = Math.sqrt(5 * q);
    return (1 + s + 5.0 / 3 * q) * Math.exp(-s);
  }

  /** The derivative by q, finite everywhere. */
  static double slope(double q) {
    double s = Math.sqrt(5 * q);
    return -5.0 / 6 * (1 + s) * Math.exp(-s);
  }
}
