package io.paretune.search.sampler.tpe;

import io.paretune.search.space.SearchSpace;
import java.util.List;

/**
 * How wide the Gaussian kernels of a mixture are on each axis: Scott's rule (Scott 1992,
 * doi:10.1002/9780470316849), 0.7 x deviation x n^(-1 / (dimension + 4)).
 *
 * <p>The deviation is that of the observations and of one uniformly distributed observation, the
 * prior, so that it never vanishes: good trials that agree on an axis are searched finely there,
 * which Watanabe 2023 (arXiv:2304.11127, section 3.3) found to matter most. On a discrete axis a
 * kernel is never so narrow that neighbours of its value would not be tried.
 */
final class Bandwidth {

  private static final double FACTOR = 0.7;

  /**
   * Least deviation, in cells of a discrete axis: a sixth of the probability goes to neighbours.
   */
  private static final double LEAST_CELLS = 0.35;

  private static final double UNIFORM_VARIANCE = 1 / 12.0;

  private Bandwidth() {}

  /**
   * The deviations of the kernels.
   *
   * @param points {@code double[dimension]} each, NaN on axes of absent parameters
   * @return {@code double[dimension]}, in (0, 1)
   */
  static double[] of(SearchSpace space, List<double[]> points) {
    double[] widths = new double[space.dimension()];
    double shrink = Math.pow(Math.max(1, points.size()), -1.0 / (widths.length + 4));
    for (int i = 0; i < widths.length; i++) {
      double sum = 0.5;
      double squares = 0.25 + UNIFORM_VARIANCE;
      int count = 1;
      for (double[] point : points) {
        if (!Double.isNaN(point[i])) {
          sum += point[i];
          squares += point[i] * point[i];
          count++;
        }
      }
      double mean = sum / count;
      // at least the prior's share of it, whatever rounding makes of the difference
      double variance = Math.max(UNIFORM_VARIANCE / count, squares / count - mean * mean);
      widths[i] = FACTOR * Math.sqrt(variance) * shrink;
      double values = space.parameters().get(i).domain().size().orElse(Long.MAX_VALUE);
      widths[i] = Math.max(widths[i], LEAST_CELLS / values);
    }
    return widths;
  }
}
