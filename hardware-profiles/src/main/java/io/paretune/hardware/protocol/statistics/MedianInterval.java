package io.paretune.hardware.protocol.statistics;

import java.util.Arrays;

/**
 * The 95 % confidence interval of a median that assumes nothing about the distribution: the order
 * statistics x(k) and x(n+1-k) with the largest k for which P(Binomial(n, 1/2) &lt; k) &le; 0.025
 * (H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed., 2003, section 7.1,
 * doi:10.1002/0471722162). It exists from n = 6 on.
 *
 * @param low lower end, in the samples' unit
 * @param high upper end
 */
public record MedianInterval(double median, double low, double high) {
  public static final int FEWEST = 6;
  private static final double TAIL = 0.025;

  /** O(n log n). */
  public static MedianInterval of(double[] samples) {
    int n = samples.length;
    if (n < FEWEST) {
      throw new IllegalArgumentException(
          "a 95 % interval of the median needs at least " + FEWEST + " samples, got " + n);
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int k = rank(n);
    return new MedianInterval(Quantiles.ofSorted(sorted, 0.5), sorted[k - 1], sorted[n - k]);
  }

  /** Half the interval's width as a fraction of the median. */
  public double relativeHalfWidth() {
    return (high - low) / 2 / median;
  }

  /** The k above, from 1. */
  static int rank(int n) {
    double logTerm = -n * Math.log(2);
    double below = Math.exp(logTerm);
    int k = 0;
    while (below <= TAIL) {
      k++;
      logTerm += Math.log(n - k + 1.0) - Math.log(k);
      below += Math.exp(logTerm);
    }
    return k;
  }
}
