package io.paretune.search.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A regression tree over the unit cube (Breiman, Friedman, Olshen, Stone 1984), kept as the boxes
 * of its leaves, since these are what a variance is decomposed over.
 *
 * <p>An axis with categories is split into two sets of them, found in the order of their means
 * (Breiman et al., theorem 4.5), any other axis at a threshold.
 */
final class RegressionTree {

  /** Fewer samples say more of noise than of the function. */
  private static final int LEAST_IN_LEAF = 3;

  private final double[][] units;
  private final double[] values;
  private final int[] categories;
  private final Box root;
  private final List<Box> leaves = new ArrayList<>();
  // one place a sample: whether it lies in the first part of the box that is being divided
  private final boolean[] inFirst;
  private final double[] volumes;
  private final double overallMean;

  /**
   * A tree over some samples.
   *
   * @param units {@code double[n][axes]}, in [0, 1]
   * @param values {@code double[n]}
   * @param categories for each axis the number of its unordered, equally long cells; 0 for an
   *     ordered axis
   * @param samples indices of the samples, with repetitions
   */
  RegressionTree(double[][] units, double[] values, int[] categories, int[] samples) {
    this.units = units;
    this.values = values;
    this.categories = categories;
    this.root = new Box(categories);
    this.inFirst = new boolean[units.length];
    grow(samples, sorted(samples), root);
    this.volumes = leaves.stream().mapToDouble(Box::volume).toArray();
    this.overallMean = leaves.stream().mapToDouble(leaf -> leaf.volume() * leaf.value()).sum();
  }

  /** The boxes that are not divided; they fill the cube. */
  List<Box> leaves() {
    return leaves;
  }

  /** The value of the leaf that a point lies in. */
  double at(double[] unit) {
    Box box = root;
    while (!box.parts().isEmpty()) {
      box = box.parts().get(box.cut().first(unit) ? 0 : 1);
    }
    return box.value();
  }

  /** The mean over the cube. */
  double mean() {
    return overallMean;
  }

  /** The covariance of this tree's function and another's over the cube. */
  double covariance(RegressionTree other) {
    double sum = 0;
    for (int i = 0; i < volumes.length; i++) {
      Box leaf = leaves.get(i);
      sum += (leaf.value() - overallMean) * within(leaf, volumes[i], other.root, other.overallMean);
    }
    return sum;
  }

  /**
   * The integral of a tree's function less its mean over what a leaf of another has in common with
   * a box of that tree.
   *
   * @param common the volume that the two have in common
   */
  private static double within(Box leaf, double common, Box box, double mean) {
    if (box.parts().isEmpty()) {
      return common * (box.value() - mean);
    }
    int axis = box.cut().axis();
    Box first = box.parts().get(0);
    Box second = box.parts().get(1);
    double inFirst = leaf.overlap(first, axis);
    double inSecond = leaf.overlap(second, axis);
    double each = common / (inFirst + inSecond);
    return (inFirst > 0 ? within(leaf, each * inFirst, first, mean) : 0)
        + (inSecond > 0 ? within(leaf, each * inSecond, second, mean) : 0);
  }

  /** The samples in the order of each ordered axis; of others, none. */
  private int[][] sorted(int[] samples) {
    // those that are alike in place keep this order
    int[] byNumber = samples.clone();
    Arrays.sort(byNumber);
    int[][] sorted = new int[categories.length][0];
    for (int axis = 0; axis < sorted.length; axis++) {
      if (categories[axis] == 0) {
        int along = axis;
        sorted[axis] =
            Arrays.stream(byNumber)
                .boxed()
                .sorted((one, other) -> Double.compare(units[one][along], units[other][along]))
                .mapToInt(i -> i)
                .toArray();
      }
    }
    return sorted;
  }

  private void grow(int[] samples, int[][] sorted, Box box) {
    double mean = mean(samples);
    Cut best = new Cut(-1, 0, new boolean[0], 1e-12 * spread(samples, mean));
    if (samples.length >= 2 * LEAST_IN_LEAF) {
      for (int axis = 0; axis < categories.length; axis++) {
        Cut cut =
            categories[axis] == 0
                ? threshold(sorted[axis], axis, mean)
                : partition(samples, axis, mean);
        best = cut.gain() > best.gain() ? cut : best;
      }
    }
    box.value(mean);
    if (best.axis() < 0) {
      leaves.add(box);
      return;
    }
    box.divide(best);
    for (int sample : samples) {
      inFirst[sample] = best.first(units[sample]);
    }
    int[][] along = Arrays.stream(sorted).map(axis -> part(axis, true)).toArray(int[][]::new);
    int[][] beyond = Arrays.stream(sorted).map(axis -> part(axis, false)).toArray(int[][]::new);
    int[] rest = part(samples, false);
    grow(part(samples, true), along, box.parts().get(0));
    grow(rest, beyond, box.parts().get(1));
  }

  /** Those on one side of the cut, in the order that they are in. */
  private int[] part(int[] samples, boolean first) {
    int[] part = new int[samples.length];
    int count = 0;
    for (int sample : samples) {
      if (inFirst[sample] == first) {
        part[count++] = sample;
      }
    }
    return Arrays.copyOf(part, count);
  }

  private double mean(int[] samples) {
    return Arrays.stream(samples).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  /** Sum of squared deviations. */
  private double spread(int[] samples, double mean) {
    return Arrays.stream(samples).mapToDouble(i -> (values[i] - mean) * (values[i] - mean)).sum();
  }

  /** The threshold that takes most off the sum of squares; gain 0 if there is none. */
  private Cut threshold(int[] order, int axis, double mean) {
    double sum = 0;
    Cut best = new Cut(axis, 0, new boolean[0], 0);
    for (int i = 0; i + 1 < order.length; i++) {
      sum += values[order[i]] - mean;
      double here = units[order[i]][axis];
      double next = units[order[i + 1]][axis];
      if (next > here && i + 1 >= LEAST_IN_LEAF && order.length - i - 1 >= LEAST_IN_LEAF) {
        double gain = gain(sum, i + 1, order.length);
        if (gain > best.gain()) {
          best = new Cut(axis, between(here, next), new boolean[0], gain);
        }
      }
    }
    return best;
  }

  /** Halfway; but never the upper one, which rounding may give for two neighbouring numbers. */
  private static double between(double low, double high) {
    double middle = low + (high - low) / 2;
    return middle < high ? middle : low;
  }

  /** From the sum of the first group's deviations from the mean of both. */
  private static double gain(double sum, int first, int all) {
    return sum * sum / first + sum * sum / (all - first);
  }

  private Cut partition(int[] samples, int axis, double mean) {
    int count = categories[axis];
    double[] sums = new double[count];
    int[] sizes = new int[count];
    for (int i : samples) {
      int category = Cut.category(units[i][axis], count);
      sums[category] += values[i] - mean;
      sizes[category]++;
    }
    List<Integer> present = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      if (sizes[c] > 0) {
        present.add(c);
      }
    }
    present.sort(
        Comparator.comparingDouble((Integer c) -> sums[c] / sizes[c]).thenComparingInt(c -> c));
    Cut best = new Cut(axis, 0, new boolean[0], 0);
    boolean[] chosen = new boolean[count];
    double sum = 0;
    int size = 0;
    for (int i = 0; i + 1 < present.size(); i++) {
      int category = present.get(i);
      chosen[category] = true;
      sum += sums[category];
      size += sizes[category];
      if (size >= LEAST_IN_LEAF && samples.length - size >= LEAST_IN_LEAF) {
        double gain = gain(sum, size, samples.length);
        if (gain > best.gain()) {
          best = new Cut(axis, 0, chosen.clone(), gain);
        }
      }
    }
    return best;
  }
}
