package io.paretune.hardware.protocol.statistics;

import java.util.Arrays;

/**
 * Sample quantiles with linear interpolation (type 7 of Hyndman and Fan, 1996,
 * doi:10.2307/2684934).
 */
public final class Quantiles {
  private Quantiles() {}

  public static double ofSorted(double[] sorted, double q) {
    double position = q * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  public static double median(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, 0.5);
  }
}
