package io.paretune.evaluators.compress.quantise.calibration;

/** The search for the clipping of least Kullback-Leibler divergence; O(candidates x bins). */
final class EntropyRange {

  private static final int LEVELS = 256;
  private static final int CANDIDATES = 64;

  /** Values a bin needs on average, or the noise of the counts would be mistaken for structure. */
  private static final int VALUES_PER_BIN = 16;

  private EntropyRange() {}

  static Range of(Histogram seen) {
    Range full = Range.around(seen.low(), seen.high());
    if (seen.total() - seen.zeros() < (long) VALUES_PER_BIN * Histogram.BINS
        || seen.high() <= seen.low()) {
      return full;
    }
    Range best = full;
    double least = Double.POSITIVE_INFINITY;
    // From an eighth of the range, where a level is one bin, to all of it.
    for (int candidate = CANDIDATES; candidate >= CANDIDATES / 8; candidate--) {
      double part = (double) candidate / CANDIDATES;
      Range range = Range.around(full.low() * part, full.high() * part);
      double divergence = divergence(seen, range);
      if (divergence < least) {
        least = divergence;
        best = range;
      }
    }
    return best;
  }

  /**
   * KL(P || Q) over the histogram's bins within the range. P is what was seen, the clipped rest
   * added to the outermost bins; Q is the unclipped part spread evenly over the occupied bins of
   * each of the 256 levels.
   */
  static double divergence(Histogram seen, Range range) {
    int first = seen.bin(range.low());
    int last = Math.max(first, seen.bin(range.high() - 1e-9 * seen.width()));
    int bins = last - first + 1;
    double[] p = new double[bins];
    double[] inside = new double[bins];
    int zero = seen.bin(0);
    for (int i = 0; i < Histogram.BINS; i++) {
      int place = Math.min(last, Math.max(first, i)) - first;
      // The spike that a rectifier makes at zero costs nothing at any scale; left in, it would
      // reward clipping.
      long count = seen.count(i) - (i == zero ? seen.zeros() : 0);
      p[place] += count;
      if (i >= first && i <= last) {
        inside[place] = count;
      }
    }
    double[] q = spread(inside);
    double kept = 0;
    for (double value : q) {
      kept += value;
    }
    double divergence = 0;
    for (int i = 0; i < bins; i++) {
      if (p[i] > 0) {
        double pi = p[i] / (seen.total() - seen.zeros());
        // A bin that holds only clipped values has no mass in Q; a floor keeps the divergence
        // finite.
        double qi = kept > 0 ? Math.max(q[i] / kept, 1e-9) : 1e-9;
        divergence += pi * Math.log(pi / qi);
      }
    }
    return divergence;
  }

  private static double[] spread(double[] counts) {
    double[] q = new double[counts.length];
    for (int level = 0; level < LEVELS; level++) {
      int from = (int) ((long) level * counts.length / LEVELS);
      int to = (int) ((long) (level + 1) * counts.length / LEVELS);
      double sum = 0;
      int occupied = 0;
      for (int i = from; i < to; i++) {
        sum += counts[i];
        occupied += counts[i] > 0 ? 1 : 0;
      }
      for (int i = from; i < to; i++) {
        q[i] = counts[i] > 0 ? sum / occupied : 0;
      }
    }
    return q;
  }
}
