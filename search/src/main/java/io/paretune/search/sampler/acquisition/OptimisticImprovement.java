package io.paretune.search.sampler.acquisition;

import io.paretune.search.pareto.Hypervolume;
import java.util.ArrayList;
import java.util.List;

/**
 * The gain of hypervolume if every objective turned out one deviation better than predicted, for
 * any number of them (Ponweiser, Wagner, Biermann, Vincze 2008, doi:10.1007/978-3-540-87700-4_78).
 */
final class OptimisticImprovement implements Improvement {

  private final double[] reference;
  private final List<double[]> front = new ArrayList<>();

  OptimisticImprovement(List<double[]> points, double[] reference) {
    this.reference = reference.clone();
    for (double[] point : points) {
      if (inside(point) && front.stream().noneMatch(other -> covers(other, point))) {
        front.removeIf(other -> covers(point, other));
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

  @Override
  public double of(double[] means, double[] deviations) {
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
}
