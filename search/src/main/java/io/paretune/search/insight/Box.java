package io.paretune.search.insight;

import java.util.Arrays;
import java.util.List;

/** A part of the unit cube, a product of its parts on each axis; a tree divides it further. */
final class Box {

  private final double[] low;
  private final double[] high;
  // for axes with categories, which of them; empty for others
  private final boolean[][] inside;
  private double value;
  private Cut cut = new Cut(-1, 0, new boolean[0], 0);
  private List<Box> parts = List.of();

  /**
   * The whole cube.
   *
   * @param categories for each axis the number of its unordered, equally long cells; 0 for an
   *     ordered axis
   */
  Box(int[] categories) {
    low = new double[categories.length];
    high = new double[categories.length];
    Arrays.fill(high, 1);
    inside = new boolean[categories.length][];
    for (int axis = 0; axis < categories.length; axis++) {
      inside[axis] = new boolean[categories[axis]];
      Arrays.fill(inside[axis], true);
    }
  }

  private Box(Box whole, Cut cut, boolean first) {
    low = whole.low.clone();
    high = whole.high.clone();
    // rows are replaced, never changed
    inside = whole.inside.clone();
    if (cut.chosen().length == 0) {
      (first ? high : low)[cut.axis()] = cut.threshold();
      return;
    }
    boolean[] kept = new boolean[cut.chosen().length];
    for (int c = 0; c < kept.length; c++) {
      kept[c] = inside[cut.axis()][c] && cut.chosen()[c] == first;
    }
    inside[cut.axis()] = kept;
  }

  /** Divides it in two. */
  void divide(Cut where) {
    cut = where;
    parts = List.of(new Box(this, where, true), new Box(this, where, false));
  }

  /** How it is divided. */
  Cut cut() {
    return cut;
  }

  /** What it is divided into: two parts, or none. */
  List<Box> parts() {
    return parts;
  }

  /** The mean of the samples in it. */
  double value() {
    return value;
  }

  void value(double mean) {
    value = mean;
  }

  /** Where an ordered axis' part begins. */
  double low(int axis) {
    return low[axis];
  }

  /** Where an ordered axis' part ends. */
  double high(int axis) {
    return high[axis];
  }

  /** Which categories of an axis are in it; empty of an ordered axis. */
  boolean[] inside(int axis) {
    return inside[axis];
  }

  /** The share of the cube that it takes. */
  double volume() {
    double volume = 1;
    for (int axis = 0; axis < low.length; axis++) {
      volume *= overlap(this, axis);
    }
    return volume;
  }

  /** The share of an axis that two boxes have in common. */
  double overlap(Box other, int axis) {
    boolean[] mine = inside[axis];
    if (mine.length == 0) {
      double begin = low[axis] > other.low[axis] ? low[axis] : other.low[axis];
      double end = high[axis] < other.high[axis] ? high[axis] : other.high[axis];
      return end > begin ? end - begin : 0;
    }
    int common = 0;
    for (int c = 0; c < mine.length; c++) {
      common += mine[c] && other.inside[axis][c] ? 1 : 0;
    }
    return (double) common / mine.length;
  }
}
