package io.paretune.evaluators.compress.quantise.calibration;

/** The search for the clipping of least squared error; O(candidates x bins). */
final class SquaredErrorRange {

  /** Positions of an end that are tried, evenly between zero and the extreme. */
  private static final int CANDIDATES = 80;

  private SquaredErrorRange() {}

  static Range of(Histogram seen) {
    Range full = Range.around(seen.low(), seen.high());
    // one end after the other: the steps' width depends on both, but either end's tail on one
    Range high = best(seen, full, false);
    return best(seen, high, true);
  }

  private static Range best(Histogram seen, Range range, boolean low) {
    Range best = range;
    double least = error(seen, range);
    for (int candidate = CANDIDATES - 1; candidate > 0; candidate--) {
      double part = (double) candidate / CANDIDATES;
      Range tried =
          low
              ? Range.around(range.low() * part, range.high())
              : Range.around(range.low(), range.high() * part);
      double error = error(seen, tried);
      if (error < least) {
        least = error;
        best = tried;
      }
    }
    return best;
  }

  /** The sum of squared errors over all values, each taken for its bin's centre. */
  static double error(Histogram seen, Range range) {
    double scale = range.scale();
    double sum = 0;
    int zero = seen.bin(0);
    for (int i = 0; i < Histogram.BINS; i++) {
      // exact zeros are represented exactly, whatever the range
      long count = seen.count(i) - (i == zero ? seen.zeros() : 0);
      if (count > 0) {
        double value = seen.low() + (i + 0.5) * seen.width();
        double steps = Math.rint(value / scale);
        double nearest =
            Math.max(
                -range.zeroPoint() * scale,
                Math.min((255 - range.zeroPoint()) * scale, steps * scale));
        sum += count * (value - nearest) * (value - nearest);
      }
    }
    return sum;
  }
}
