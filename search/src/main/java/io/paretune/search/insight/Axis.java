package io.paretune.search.insight;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * One axis of the unit cube, and where the boxes of a forest lie on it: it is cut into cells in
 * which no box has a border. Boxes go by their number.
 */
final class Axis {

  private final double[] borders;
  // for each box the cells that it takes, as pairs of the first and the one after the last
  private final int[][] runs;
  private final double[] lengths;

  private Axis(double[] borders, int[][] runs) {
    this.borders = borders;
    this.runs = runs;
    this.lengths = new double[runs.length];
    for (int box = 0; box < runs.length; box++) {
      for (int run = 0; run < runs[box].length; run += 2) {
        lengths[box] += borders[runs[box][run + 1]] - borders[runs[box][run]];
      }
    }
  }

  /** The boxes' axis of that number. */
  static Axis of(Box[] boxes, int number) {
    if (boxes[0].inside(number).length > 0) {
      return categories(
          Arrays.stream(boxes).map(box -> box.inside(number)).toArray(boolean[][]::new));
    }
    return ordered(
        Arrays.stream(boxes).mapToDouble(box -> box.low(number)).toArray(),
        Arrays.stream(boxes).mapToDouble(box -> box.high(number)).toArray());
  }

  /** An axis on which every box takes all. */
  static Axis undivided(int boxes) {
    double[] ends = new double[boxes];
    Arrays.fill(ends, 1);
    return ordered(new double[boxes], ends);
  }

  private static Axis ordered(double[] low, double[] high) {
    double[] borders =
        DoubleStream.concat(DoubleStream.of(0, 1), Arrays.stream(low))
            .sorted()
            .distinct()
            .toArray();
    int[][] runs = new int[low.length][];
    for (int box = 0; box < low.length; box++) {
      runs[box] =
          new int[] {
            Arrays.binarySearch(borders, low[box]), Arrays.binarySearch(borders, high[box])
          };
    }
    return new Axis(borders, runs);
  }

  private static Axis categories(boolean[][] inside) {
    double[] borders = new double[inside[0].length + 1];
    Arrays.setAll(borders, cell -> (double) cell / inside[0].length);
    return new Axis(borders, Arrays.stream(inside).map(Axis::runs).toArray(int[][]::new));
  }

  private static int[] runs(boolean[] inside) {
    int[] runs = new int[inside.length + 1];
    int length = 0;
    for (int cell = 0; cell <= inside.length; cell++) {
      boolean before = cell > 0 && inside[cell - 1];
      boolean here = cell < inside.length && inside[cell];
      if (before != here) {
        runs[length++] = cell;
      }
    }
    return Arrays.copyOf(runs, length);
  }

  /** Where cells begin, in order, and at the end 1. */
  double[] borders() {
    return borders;
  }

  /** The cells that a box takes: pairs of the first and the one after the last. */
  int[] runs(int box) {
    return runs[box];
  }

  /** The share of the axis that a box takes. */
  double length(int box) {
    return lengths[box];
  }
}
