package io.paretune.search.sampler.acquisition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The part of objective space that a front does not dominate, up to a reference point, as disjoint
 * boxes: n + 1 for two objectives, at most 2n + 1 for three, by a sweep along the last of them (as
 * in Yang, Emmerich, Deutz, Baeck 2019, doi:10.1007/s10898-019-00798-7).
 */
final class NonDominatedBoxes {

  // the coordinates that box bounds take, by objective, the first of them minus infinity
  private final double[][] coordinates;
  // boxes by objective: places of lower and upper bounds among the coordinates
  private final int[][] low;
  private final int[][] high;

  private NonDominatedBoxes(double[][] coordinates, int[][] low, int[][] high) {
    this.coordinates = coordinates;
    this.low = low;
    this.high = high;
  }

  /** A stretch of one objective. */
  private record Range(double from, double to) {}

  /** A stretch of the first objective in which the second may lie below a ceiling. */
  private record Strip(double from, double to, double ceiling, double since) {}

  /**
   * The boxes of a front.
   *
   * @param front points of two or three objectives; dominated ones and those outside the reference
   *     add nothing
   * @param reference {@code double[objectives]}
   */
  static NonDominatedBoxes of(List<double[]> front, double[] reference) {
    int objectives = reference.length;
    List<double[]> inside = new ArrayList<>();
    for (double[] point : front) {
      boolean in = true;
      for (int k = 0; k < objectives; k++) {
        in &= point[k] < reference[k];
      }
      if (in) {
        inside.add(point);
      }
    }
    if (objectives == 3) {
      inside.sort(Comparator.comparingDouble(point -> point[2]));
    }
    List<List<Range>> boxes = new ArrayList<>();
    List<Strip> strips = new ArrayList<>();
    double bottom = Double.NEGATIVE_INFINITY;
    strips.add(new Strip(bottom, reference[0], reference[1], bottom));
    for (double[] point : inside) {
      double height = objectives == 3 ? point[2] : bottom;
      strips = lowered(strips, point, height, boxes);
    }
    double top = objectives == 3 ? reference[2] : Double.POSITIVE_INFINITY;
    for (Strip strip : strips) {
      close(strip, top, boxes);
    }
    return indexed(boxes, objectives);
  }

  /** The strips above a point: the stretch that it dominates ends at its second objective. */
  private static List<Strip> lowered(
      List<Strip> strips, double[] point, double height, List<List<Range>> closed) {
    List<Strip> lowered = new ArrayList<>();
    double from = Double.NaN;
    double to = Double.NaN;
    int place = -1;
    for (Strip strip : strips) {
      if (strip.to() <= point[0] || strip.ceiling() <= point[1]) {
        lowered.add(strip);
        continue;
      }
      close(strip, height, closed);
      if (strip.from() < point[0]) {
        lowered.add(new Strip(strip.from(), point[0], strip.ceiling(), height));
      }
      if (place < 0) {
        place = lowered.size();
        from = Math.max(point[0], strip.from());
      }
      to = strip.to();
    }
    if (place >= 0) {
      lowered.add(place, new Strip(from, to, point[1], height));
    }
    return lowered;
  }

  private static void close(Strip strip, double top, List<List<Range>> boxes) {
    if (strip.since() < top) {
      boxes.add(
          List.of(
              new Range(strip.from(), strip.to()),
              new Range(Double.NEGATIVE_INFINITY, strip.ceiling()),
              new Range(strip.since(), top)));
    }
  }

  private static NonDominatedBoxes indexed(List<List<Range>> boxes, int objectives) {
    double[][] coordinates = new double[objectives][];
    int[][] low = new int[objectives][boxes.size()];
    int[][] high = new int[objectives][boxes.size()];
    for (int k = 0; k < objectives; k++) {
      int objective = k;
      coordinates[k] =
          boxes.stream()
              .map(box -> box.get(objective))
              .flatMapToDouble(range -> DoubleStream.of(range.from(), range.to()))
              .sorted()
              .distinct()
              .toArray();
      for (int b = 0; b < boxes.size(); b++) {
        low[k][b] = Arrays.binarySearch(coordinates[k], boxes.get(b).get(k).from());
        high[k][b] = Arrays.binarySearch(coordinates[k], boxes.get(b).get(k).to());
      }
    }
    return new NonDominatedBoxes(coordinates, low, high);
  }

  int size() {
    return low[0].length;
  }

  int objectives() {
    return coordinates.length;
  }

  /** Ascending bounds of an objective; the first is minus infinity. */
  double[] coordinates(int objective) {
    return coordinates[objective];
  }

  /** The place of a box's lower bound among the coordinates. */
  int low(int objective, int box) {
    return low[objective][box];
  }

  /** The place of a box's upper bound among the coordinates. */
  int high(int objective, int box) {
    return high[objective][box];
  }
}
