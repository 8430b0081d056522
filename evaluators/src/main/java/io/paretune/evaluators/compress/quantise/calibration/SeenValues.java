package io.paretune.evaluators.compress.quantise.calibration;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What named values were: looked at twice, for the extremes and then for a histogram between them,
 * so that it takes as much memory for a thousand examples as for one. Mutable while it is filled;
 * for one thread.
 */
public final class SeenValues {

  private final Map<String, double[]> extremes = new LinkedHashMap<>();
  private final Map<String, Histogram> histograms = new LinkedHashMap<>();

  /**
   * Widens what lies between a value's extremes: the first look. What is not finite stays visible.
   */
  public void widen(String name, float[] values) {
    double[] ends =
        extremes.computeIfAbsent(
            name, key -> new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
    float low = (float) ends[0];
    float high = (float) ends[1];
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    ends[0] = low;
    ends[1] = high;
  }

  /**
   * Counts values, the same as at the first look: the second one.
   *
   * @throws IllegalArgumentException if one was not finite
   */
  public void count(String name, float[] values) {
    double[] ends = extremes.get(name);
    if (ends != null) {
      histograms.computeIfAbsent(name, key -> new Histogram(ends[0], ends[1])).add(values);
    }
  }

  /** The range of every value, by name. */
  public Map<String, Range> ranges(CalibrationKind kind) {
    Map<String, Range> ranges = new LinkedHashMap<>();
    histograms.forEach((name, histogram) -> ranges.put(name, kind.range(histogram)));
    return ranges;
  }
}
