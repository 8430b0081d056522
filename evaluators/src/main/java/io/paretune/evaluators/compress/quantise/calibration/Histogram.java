package io.paretune.evaluators.compress.quantise.calibration;

/**
 * How often an activation took which value: equal bins between its smallest and largest. Mutable
 * while it is filled, then read; for one thread.
 */
final class Histogram {

  /** Number of bins. */
  static final int BINS = 2048;

  private final double low;
  private final double high;
  private final long[] counts = new long[BINS];
  private long total;
  private long zeros;

  /** An empty histogram between the extremes. */
  Histogram(double low, double high) {
    if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "activations must be finite to be quantised, got %s to %s".formatted(low, high));
    }
    this.low = low;
    this.high = high;
  }

  /** Counts these values, all of them between the extremes. */
  void add(float[] values) {
    double perUnit = high > low ? BINS / (high - low) : 0;
    for (float value : values) {
      // a model that draws at random gives others the second time
      counts[Math.max(0, Math.min(BINS - 1, (int) ((value - low) * perUnit)))]++;
      zeros += value == 0 ? 1 : 0;
    }
    total += values.length;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  long total() {
    return total;
  }

  long count(int bin) {
    return counts[bin];
  }

  /** How many values were exactly zero, which every quantisation represents exactly. */
  long zeros() {
    return zeros;
  }

  /** The bin of a value, the outermost ones for what lies outside. */
  int bin(double value) {
    return high > low ? Math.min(BINS - 1, Math.max(0, (int) ((value - low) / width()))) : 0;
  }

  double width() {
    return (high - low) / BINS;
  }

  /** The value under which this fraction lies, to within a bin. */
  double quantile(double fraction) {
    double wanted = fraction * total;
    long seen = 0;
    for (int bin = 0; bin < BINS; bin++) {
      seen += counts[bin];
      if (seen >= wanted) {
        return fraction > 0.5 ? low + (bin + 1) * width() : low + bin * width();
      }
    }
    return high;
  }
}
