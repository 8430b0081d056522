package io.paretune.search.sampler.process;

import java.util.Arrays;
import java.util.List;

/** Points that a process was observed at, stored by column. Immutable. */
public final class Points {

  private final Metric metric;
  private final double[][] columns;
  private final int size;

  private Points(Metric metric, double[][] columns, int size) {
    this.metric = metric;
    this.columns = columns;
    this.size = size;
  }

  /**
   * Points of a metric.
   *
   * @param points each {@code double[columns]}, finite
   */
  public Points(Metric metric, List<double[]> points) {
    this.metric = metric;
    this.size = points.size();
    this.columns = new double[metric.columns()][size];
    for (int j = 0; j < size; j++) {
      double[] point = points.get(j);
      for (int c = 0; c < columns.length; c++) {
        columns[c][j] = point[c];
      }
    }
  }

  /** Number of points. */
  public int size() {
    return size;
  }

  /** The last of the points, at most so many. */
  public Points last(int most) {
    if (size <= most) {
      return this;
    }
    double[][] few = new double[columns.length][];
    for (int c = 0; c < few.length; c++) {
      few[c] = Arrays.copyOfRange(columns[c], size - most, size);
    }
    return new Points(metric, few, most);
  }

  /** How they differ. */
  public Metric metric() {
    return metric;
  }

  double[] column(int column) {
    return columns[column];
  }

  /**
   * Squared scaled distances of one point to all.
   *
   * @param weights {@code double[groups]}, inverse squared length-scales
   * @param distances {@code double[size]}, overwritten
   */
  void squaredDistances(double[] point, double[] weights, double[] distances) {
    Arrays.fill(distances, 0);
    for (int c = 0; c < columns.length; c++) {
      metric.addSquared(c, weights[metric.group(c)], point[c], columns[c], size, distances);
    }
  }

  /**
   * Squared distances of all pairs i &lt; j by length-scale group, unscaled, row by row.
   *
   * @return {@code double[groups][size * (size - 1) / 2]}
   */
  public double[][] pairs() {
    double[][] pairs = new double[metric.groups()][size * (size - 1) / 2];
    for (int c = 0; c < columns.length; c++) {
      double[] into = pairs[metric.group(c)];
      double[] column = columns[c];
      boolean nominal = metric.nominal(c);
      int p = 0;
      for (int i = 0; i < size; i++) {
        for (int j = i + 1; j < size; j++) {
          double away = column[i] - column[j];
          into[p++] += nominal ? (away == 0 ? 0 : 1) : away * away;
        }
      }
    }
    return pairs;
  }
}
