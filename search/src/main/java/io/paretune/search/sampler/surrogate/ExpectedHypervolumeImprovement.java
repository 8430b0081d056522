package io.paretune.search.sampler.surrogate;

import io.paretune.search.math.StandardNormal;
import io.paretune.search.pareto.Hypervolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * By how much a candidate is expected to extend the hypervolume of a front whose objectives are
 * minimised and predicted independently, each with a normal distribution.
 *
 * <p>Exact for one and two objectives (expected improvement; Emmerich, Yang, Deutz, Wang, Fonseca
 * 2016, doi:10.1007/978-3-319-29975-4_1, in strips of the first objective); for more the gain of
 * the prediction less one deviation (Ponweiser, Wagner, Biermann, Vincze 2008,
 * doi:10.1007/978-3-540-87700-4_78).
 */
final class ExpectedHypervolumeImprovement {

  private final double[] reference;
  private final List<double[]> front;

  /**
   * Gains over a front.
   *
   * @param points {@code double[objectives]} each, in any order, dominated ones allowed
   * @param reference {@code double[objectives]}
   */
  ExpectedHypervolumeImprovement(List<double[]> points, double[] reference) {
    this.reference = reference.clone();
    this.front = new ArrayList<>();
    List<double[]> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingDouble(point -> point[0]));
    for (double[] point : sorted) {
      if (inside(point) && front.stream().noneMatch(other -> covers(other, point))) {
        front.add(point);
      }
    }
  }

  private boolean inside(double[] point) {
    for (int i = 0; i < point.length; i++) {
      if (!(point[i] < reference[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean covers(double[] one, double[] two) {
    for (int i = 0; i < one.length; i++) {
      if (one[i] > two[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The expected gain.
   *
   * @param means predicted values
   * @param deviations their standard deviations, above 0
   */
  double of(double[] means, double[] deviations) {
    if (means.length == 1) {
      double best = front.isEmpty() ? reference[0] : front.get(front.size() - 1)[0];
      return below(best, means[0], deviations[0]);
    }
    if (means.length > 2) {
      return optimistic(means, deviations);
    }
    double total = 0;
    double left = 0;
    double ceiling = reference[1];
    for (double[] point : front) {
      double right = below(point[0], means[0], deviations[0]);
      total += (right - left) * below(ceiling, means[1], deviations[1]);
      left = right;
      ceiling = point[1];
    }
    double right = below(reference[0], means[0], deviations[0]);
    return total + (right - left) * below(ceiling, means[1], deviations[1]);
  }

  private double optimistic(double[] means, double[] deviations) {
    double[] hoped = new double[means.length];
    double box = 1;
    for (int i = 0; i < hoped.length; i++) {
      hoped[i] = means[i] - deviations[i];
      box *= Math.max(0, reference[i] - hoped[i]);
    }
    if (box == 0) {
      return 0;
    }
    List<double[]> covered = new ArrayList<>();
    for (double[] point : front) {
      double[] limited = new double[hoped.length];
      for (int i = 0; i < limited.length; i++) {
        limited[i] = Math.max(point[i], hoped[i]);
      }
      if (covered.stream().noneMatch(other -> covers(other, limited))) {
        covered.removeIf(other -> covers(limited, other));
        covered.add(limited);
      }
    }
    return Math.max(0, box - Hypervolume.of(covered, reference));
  }

  /** The expectation of max(0, bound - Z) for a normal Z. */
  static double below(double bound, double mean, double deviation) {
    return deviation * StandardNormal.tabulatedGain((bound - mean) / deviation);
  }
}
