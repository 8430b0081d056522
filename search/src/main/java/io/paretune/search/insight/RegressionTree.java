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
  private final List<Leaf> leaves = new ArrayList<>();

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
    grow(samples, new Leaf(categories));
  }

  List<Leaf> leaves() {
    return leaves;
  }

  /** The value of the leaf that a point lies in. */
  double at(double[] unit) {
    for (Leaf leaf : leaves) {
      if (leaf.holds(unit, categories)) {
        return leaf.value;
      }
    }
    throw new IllegalStateException("the leaves must fill the cube, none holds a point");
  }

  /** A box, and the mean of the samples in it. */
  static final class Leaf {
    private final double[] low;
    private final double[] high;
    // for axes with categories, which of them; empty for others
    private final boolean[][] inside;
    private double value;

    private Leaf(int[] categories) {
      low = new double[categories.length];
      high = new double[categories.length];
      Arrays.fill(high, 1);
      inside = new boolean[categories.length][];
      for (int axis = 0; axis < categories.length; axis++) {
        inside[axis] = new boolean[categories[axis]];
        Arrays.fill(inside[axis], true);
      }
    }

    private Leaf(Leaf parent) {
      low = parent.low.clone();
      high = parent.high.clone();
      // rows are replaced, never changed
      inside = parent.inside.clone();
    }

    private Leaf half(Split split, boolean first) {
      Leaf half = new Leaf(this);
      if (split.chosen.length == 0) {
        (first ? half.high : half.low)[split.axis] = split.threshold;
        return half;
      }
      boolean[] kept = new boolean[split.chosen.length];
      for (int c = 0; c < kept.length; c++) {
        kept[c] = inside[split.axis][c] && split.chosen[c] == first;
      }
      half.inside[split.axis] = kept;
      return half;
    }

    double value() {
      return value;
    }

    /** The share of an axis that the box takes. */
    double length(int axis) {
      return overlap(this, axis);
    }

    /** The share of an axis that two boxes have in common. */
    double overlap(Leaf other, int axis) {
      boolean[] mine = inside[axis];
      if (mine.length == 0) {
        return Math.max(
            0, Math.min(high[axis], other.high[axis]) - Math.max(low[axis], other.low[axis]));
      }
      int common = 0;
      for (int c = 0; c < mine.length; c++) {
        common += mine[c] && other.inside[axis][c] ? 1 : 0;
      }
      return (double) common / mine.length;
    }

    private boolean holds(double[] unit, int[] categories) {
      for (int axis = 0; axis < unit.length; axis++) {
        boolean holds =
            categories[axis] == 0
                // the first of two neighbouring boxes has their border
                ? (unit[axis] > low[axis] || low[axis] == 0) && unit[axis] <= high[axis]
                : inside[axis][category(unit[axis], categories[axis])];
        if (!holds) {
          return false;
        }
      }
      return true;
    }
  }

  /** Where to cut: at a threshold, or into the chosen categories and the others. */
  private static final class Split {
    private final int axis;
    private final double threshold;
    // empty for a threshold
    private final boolean[] chosen;
    private final double gain;

    private Split(int axis, double threshold, boolean[] chosen, double gain) {
      this.axis = axis;
      this.threshold = threshold;
      this.chosen = chosen;
      this.gain = gain;
    }
  }

  private static int category(double unit, int count) {
    return Math.min(count - 1, (int) (unit * count));
  }

  private void grow(int[] samples, Leaf box) {
    Split best = new Split(-1, 0, new boolean[0], 1e-12 * spread(samples));
    if (samples.length >= 2 * LEAST_IN_LEAF) {
      for (int axis = 0; axis < categories.length; axis++) {
        Split split = categories[axis] == 0 ? threshold(samples, axis) : partition(samples, axis);
        best = split.gain > best.gain ? split : best;
      }
    }
    if (best.axis < 0) {
      box.value = mean(samples);
      leaves.add(box);
      return;
    }
    Split cut = best;
    grow(Arrays.stream(samples).filter(i -> first(cut, i)).toArray(), box.half(cut, true));
    grow(Arrays.stream(samples).filter(i -> !first(cut, i)).toArray(), box.half(cut, false));
  }

  private boolean first(Split split, int sample) {
    double unit = units[sample][split.axis];
    return split.chosen.length == 0
        ? unit <= split.threshold
        : split.chosen[category(unit, split.chosen.length)];
  }

  private double mean(int[] samples) {
    return Arrays.stream(samples).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  /** Sum of squared deviations. */
  private double spread(int[] samples) {
    double mean = mean(samples);
    return Arrays.stream(samples).mapToDouble(i -> (values[i] - mean) * (values[i] - mean)).sum();
  }

  /** The threshold that takes most off the sum of squares; gain 0 if there is none. */
  private Split threshold(int[] samples, int axis) {
    Integer[] order = Arrays.stream(samples).boxed().toArray(Integer[]::new);
    Arrays.sort(
        order, Comparator.comparingDouble((Integer i) -> units[i][axis]).thenComparingInt(i -> i));
    double mean = mean(samples);
    double sum = 0;
    Split best = new Split(axis, 0, new boolean[0], 0);
    for (int i = 0; i + 1 < order.length; i++) {
      sum += values[order[i]] - mean;
      double here = units[order[i]][axis];
      double next = units[order[i + 1]][axis];
      if (next > here && i + 1 >= LEAST_IN_LEAF && order.length - i - 1 >= LEAST_IN_LEAF) {
        double gain = gain(sum, i + 1, order.length);
        if (gain > best.gain) {
          best = new Split(axis, between(here, next), new boolean[0], gain);
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

  private Split partition(int[] samples, int axis) {
    int count = categories[axis];
    double[] sums = new double[count];
    int[] sizes = new int[count];
    double mean = mean(samples);
    for (int i : samples) {
      int category = category(units[i][axis], count);
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
    Split best = new Split(axis, 0, new boolean[0], 0);
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
        if (gain > best.gain) {
          best = new Split(axis, 0, chosen.clone(), gain);
        }
      }
    }
    return best;
  }
}
