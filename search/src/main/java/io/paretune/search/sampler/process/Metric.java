package io.paretune.search.sampler.process;

/**
 * What the columns of a point mean to a kernel: which of them share a length-scale, and whether two
 * values differ by how much or only by whether.
 */
public final class Metric {

  private final int[] groups;
  private final boolean[] nominal;
  private final int groupCount;

  /**
   * A metric of columns.
   *
   * @param groups {@code int[columns]}, the length-scale of each column: 0 to {@code groupCount} -
   *     1
   * @param nominal {@code boolean[columns]}, whether the squared distance is 0 for equal and 1 for
   *     different values instead of the squared difference
   * @param groupCount number of length-scales
   */
  public Metric(int[] groups, boolean[] nominal, int groupCount) {
    if (groups.length != nominal.length) {
      throw new IllegalArgumentException(
          "groups.length == nominal.length must hold, got "
              + groups.length
              + " and "
              + nominal.length);
    }
    this.groups = groups.clone();
    this.nominal = nominal.clone();
    this.groupCount = groupCount;
  }

  /** A metric of numeric columns, each with its own length-scale. */
  public static Metric numeric(int columns) {
    int[] groups = new int[columns];
    for (int i = 0; i < columns; i++) {
      groups[i] = i;
    }
    return new Metric(groups, new boolean[columns], columns);
  }

  /** Number of columns of a point. */
  public int columns() {
    return groups.length;
  }

  /** Number of length-scales. */
  public int groups() {
    return groupCount;
  }

  int group(int column) {
    return groups[column];
  }

  boolean nominal(int column) {
    return nominal[column];
  }

  /** Adds a column's weighted squared distances of one value to many. */
  void addSquared(int column, double weight, double value, double[] many, int count, double[] sum) {
    if (nominal[column]) {
      for (int j = 0; j < count; j++) {
        sum[j] += many[j] == value ? 0 : weight;
      }
    } else {
      for (int j = 0; j < count; j++) {
        double away = many[j] - value;
        sum[j] += weight * (away * away);
      }
    }
  }
}
