package io.paretune.search.sampler.surrogate;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Monotone transforms after which an objective may be easier to predict. */
public enum Warp {
  /** As measured. */
  NONE {
    @Override
    public double[] transformed(double[] values) {
      return values.clone();
    }
  },
  /** The logarithm of what lies above the least value: for costs that span orders of magnitude. */
  LOG {
    @Override
    public double[] transformed(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      double least = sorted[0];
      double shift = 0.1 * (sorted[sorted.length / 2] - least) + 1e-9 * (1 + Math.abs(least));
      return Arrays.stream(values).map(value -> Math.log(value - least + shift)).toArray();
    }
  },
  /** Normal scores of the ranks, equal values sharing theirs: for tails of any weight. */
  RANK {
    @Override
    public double[] transformed(double[] values) {
      int n = values.length;
      Integer[] order = new Integer[n];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparingDouble((Integer i) -> values[i]));
      NormalDistribution normal = new NormalDistribution(null, 0, 1);
      double[] scores = new double[n];
      for (int from = 0; from < n; ) {
        int to = from;
        while (to < n && values[order[to]] == values[order[from]]) {
          to++;
        }
        double score = normal.inverseCumulativeProbability(0.5 * (from + to) / n);
        for (int i = from; i < to; i++) {
          scores[order[i]] = score;
        }
        from = to;
      }
      return scores;
    }
  };

  public abstract double[] transformed(double[] values);

  /**
   * The transformed values, standardised; greater ones stay greater, equal ones equal.
   *
   * @param values {@code double[n]}, n at least 1
   */
  public double[] of(double[] values) {
    double[] transformed = transformed(values);
    double mean = mean(transformed);
    double deviation = deviation(transformed);
    return Arrays.stream(transformed).map(value -> (value - mean) / deviation).toArray();
  }

  /** The mean of some values. */
  static double mean(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    return mean;
  }

  /** The standard deviation of some values; 1 if they are all equal. */
  static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean) / values.length;
    }
    return squares > 0 ? Math.sqrt(squares) : 1;
  }
}
