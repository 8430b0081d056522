package io.paretune.search.pareto;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The volume that points dominate, up to a reference point; all objectives minimised, exact.
 *
 * <p>Two objectives by a sweep, O(n log n); three by slices, O(n^2 log n) at worst; more by WFG
 * (While, Bradstreet, Barone 2012, doi:10.1109/TEVC.2010.2077298), exponential in the number of
 * objectives at worst. Points that do not dominate the reference point count nothing.
 */
public final class Hypervolume {

  private Hypervolume() {}

  /**
   * The dominated volume.
   *
   * @param points {@code double[n][objectives]}; not changed
   * @param reference {@code double[objectives]}
   */
  public static double of(List<double[]> points, double[] reference) {
    for (double[] point : points) {
      if (point.length != reference.length) {
        throw new IllegalArgumentException(
            "points must have as many objectives as the reference point, got "
                + point.length
                + " and "
                + reference.length);
      }
    }
    double[][] inside =
        points.stream().filter(point -> inside(point, reference)).toArray(double[][]::new);
    if (inside.length == 0) {
      return 0;
    }
    return switch (reference.length) {
      case 1 -> reference[0] - Arrays.stream(inside).mapToDouble(p -> p[0]).min().orElseThrow();
      case 2 -> sweep(inside, inside.length, reference);
      case 3 -> slices(inside, reference);
      default -> wfg(nonDominated(inside), reference);
    };
  }

  private static boolean inside(double[] point, double[] reference) {
    for (int i = 0; i < point.length; i++) {
      if (!(point[i] < reference[i])) {
        return false;
      }
    }
    return true;
  }

  /** Area of the first {@code count} points in their first two objectives; sorts that range. */
  private static double sweep(double[][] points, int count, double[] reference) {
    double[][] sorted = Arrays.copyOf(points, count);
    Arrays.sort(sorted, Comparator.comparingDouble(point -> point[0]));
    double area = 0;
    double bottom = reference[1];
    for (double[] point : sorted) {
      if (point[1] < bottom) {
        area += (reference[0] - point[0]) * (bottom - point[1]);
        bottom = point[1];
      }
    }
    return area;
  }

  private static double slices(double[][] points, double[] reference) {
    double[][] byHeight = points.clone();
    Arrays.sort(byHeight, Comparator.comparingDouble(point -> point[2]));
    double volume = 0;
    for (int i = 0; i < byHeight.length; i++) {
      double top = i + 1 < byHeight.length ? byHeight[i + 1][2] : reference[2];
      if (top > byHeight[i][2]) {
        volume += (top - byHeight[i][2]) * sweep(byHeight, i + 1, reference);
      }
    }
    return volume;
  }

  private static double wfg(double[][] front, double[] reference) {
    // worst last objective first: the limited sets below then shrink fastest
    double[][] sorted = front.clone();
    int last = reference.length - 1;
    Arrays.sort(sorted, Comparator.comparingDouble((double[] point) -> point[last]).reversed());
    double volume = 0;
    for (int i = 0; i < sorted.length; i++) {
      volume += exclusive(sorted, i, reference);
    }
    return volume;
  }

  /** What point i dominates and no later point does. */
  private static double exclusive(double[][] points, int i, double[] reference) {
    double own = 1;
    for (int k = 0; k < reference.length; k++) {
      own *= reference[k] - points[i][k];
    }
    if (i == points.length - 1) {
      return own;
    }
    double[][] limited = new double[points.length - i - 1][];
    for (int j = i + 1; j < points.length; j++) {
      double[] limit = new double[reference.length];
      for (int k = 0; k < limit.length; k++) {
        limit[k] = Math.max(points[i][k], points[j][k]);
      }
      limited[j - i - 1] = limit;
    }
    return own - wfg(nonDominated(limited), reference);
  }

  private static double[][] nonDominated(double[][] points) {
    return Arrays.stream(points)
        .filter(
            point -> {
              for (double[] other : points) {
                if (other != point && strictlyCovers(other, point, points)) {
                  return false;
                }
              }
              return true;
            })
        .toArray(double[][]::new);
  }

  /** Dominates, or is an equal point that stands earlier (so that one of two equals stays). */
  private static boolean strictlyCovers(double[] other, double[] point, double[][] points) {
    boolean better = false;
    for (int i = 0; i < point.length; i++) {
      if (other[i] > point[i]) {
        return false;
      }
      better |= other[i] < point[i];
    }
    if (better) {
      return true;
    }
    for (double[] candidate : points) {
      if (candidate == other) {
        return true;
      }
      if (candidate == point) {
        return false;
      }
    }
    return false;
  }
}
