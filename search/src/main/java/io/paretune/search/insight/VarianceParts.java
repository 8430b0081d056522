package io.paretune.search.insight;

import io.paretune.search.insight.RegressionTree.Leaf;
import java.util.List;

/**
 * The variance of a function of the unit cube and of its marginals, from trees that were fitted to
 * it independently of each other.
 *
 * <p>For piecewise constant functions f and g the covariance of their marginals on a set of axes U
 * is the sum over f's boxes a and g's boxes b of y(a) y(b) w(a) w(b) o(a, b): y are the boxes'
 * values less the mean, w their volumes without U's axes, and o the volume that they have in common
 * on U's axes. That is exact; it is averaged over all pairs of different trees, in which, unlike in
 * the variance of one tree's marginal, what a single tree made up of its bootstrap sample cancels.
 * O(boxes^2) for each marginal.
 */
final class VarianceParts {

  private final int axes;
  private final int trees;
  private final Leaf[] boxes;
  private final int[] tree;
  private final double[] centred;
  private final double[] volumes;
  private final double[][] lengths;
  private final double total;
  private final double[] mains;

  VarianceParts(List<List<Leaf>> forest, int axes) {
    this.axes = axes;
    this.trees = forest.size();
    this.boxes = forest.stream().flatMap(List::stream).toArray(Leaf[]::new);
    this.tree = new int[boxes.length];
    this.centred = new double[boxes.length];
    this.volumes = new double[boxes.length];
    this.lengths = new double[axes][boxes.length];
    int from = 0;
    for (int t = 0; t < trees; t++) {
      int to = from + forest.get(t).size();
      centre(t, from, to);
      from = to;
    }
    this.total = total(volumes);
    this.mains = new double[axes];
    for (int axis = 0; axis < axes; axis++) {
      mains[axis] = marginal(axis, axis);
    }
  }

  private void centre(int number, int from, int to) {
    double mean = 0;
    for (int i = from; i < to; i++) {
      tree[i] = number;
      volumes[i] = 1;
      for (int axis = 0; axis < axes; axis++) {
        lengths[axis][i] = boxes[i].length(axis);
        volumes[i] *= lengths[axis][i];
      }
      mean += volumes[i] * boxes[i].value();
    }
    for (int i = from; i < to; i++) {
      centred[i] = boxes[i].value() - mean;
    }
  }

  /** The share of the variance that an axis' marginal has, 0 to 1. */
  double of(int axis) {
    return share(mains[axis]);
  }

  /** The share of the variance that two axes' marginal has beyond those of each alone, 0 to 1. */
  double beyond(int first, int second) {
    return share(marginal(first, second) - mains[first] - mains[second]);
  }

  private double share(double part) {
    return total > 0 ? Math.max(0, Math.min(1, part / total)) : 0;
  }

  /** Whether two boxes' trees are to be compared; a lone tree is compared with itself. */
  private boolean counts(int i, int j) {
    return tree[i] != tree[j] || trees == 1;
  }

  private double pairs() {
    return trees == 1 ? 1 : trees * (trees - 1.0);
  }

  private double total(double[] volume) {
    double sum = 0;
    for (int i = 0; i < boxes.length; i++) {
      for (int j = 0; j <= i; j++) {
        if (!counts(i, j)) {
          continue;
        }
        double common = i == j ? volume[i] : 1;
        for (int axis = 0; axis < axes && i != j && common > 0; axis++) {
          common *= boxes[i].overlap(boxes[j], axis);
        }
        sum += (i == j ? 1 : 2) * centred[i] * centred[j] * common;
      }
    }
    return sum / pairs();
  }

  private double marginal(int first, int second) {
    double[] weights = new double[boxes.length];
    for (int i = 0; i < weights.length; i++) {
      double kept = lengths[first][i] * (first == second ? 1 : lengths[second][i]);
      weights[i] = centred[i] * volumes[i] / kept;
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double row = 0;
      for (int j = 0; j <= i; j++) {
        if (counts(i, j)) {
          double common = boxes[i].overlap(boxes[j], first);
          if (common > 0 && first != second) {
            common *= boxes[i].overlap(boxes[j], second);
          }
          row += (i == j ? 1 : 2) * weights[j] * common;
        }
      }
      sum += weights[i] * row;
    }
    return sum / pairs();
  }
}
