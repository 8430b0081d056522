package io.paretune.search.pareto;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The volume that points dominate, up to a reference point; all objectives minimised, exact.
 *
 * <p>Two objectives by a sweep, O(n log n); three by slices, O(n log n); more by WFG (While,
 * Bradstreet, Barone 2012, doi:10.1109/TEVC.2010.2077298), exponential in the number of objectives
 * at worst. Points that do not dominate the reference point count nothing.
 */
public final class Hypervolume {

  private Hypervolume() {}

  /**
   * The dominated volume.
   *
   * @param points {@code double[n][objectives]}; not changed
   * @param reference {@code double[objectives]}, at least one
   * @throws IllegalArgumentException if a point has another number of objectives
   */
  public static double of(List<double[]> points, double[] reference) {
    if (reference.length == 0) {
      throw new IllegalArgumentException(
          "a reference point needs at least one objective, got none");
    }
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
      case 2 -> sweep(inside, reference);
      case 3 -> slices(inside, reference);
      default -> wfg(nonDominated(inside, reference.length), reference.length, reference);
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

  /** Area in the first two objectives. */
  private static double sweep(double[][] points, double[] reference) {
    double[][] sorted = points.clone();
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

  /** From the lowest point up: each slice is as thick as the way to the next point. */
  private static double slices(double[][] points, double[] reference) {
    double[][] byHeight = points.clone();
    Arrays.sort(byHeight, Comparator.comparingDouble(point -> point[2]));
    // the stairs that the points so far make: second objective by first, falling
    TreeMap<Double, Double> stairs = new TreeMap<>();
    double area = 0;
    double volume = 0;
    for (int i = 0; i < byHeight.length; i++) {
      area += step(stairs, byHeight[i][0], byHeight[i][1], reference);
      double top = i + 1 < byHeight.length ? byHeight[i + 1][2] : reference[2];
      volume += (top - byHeight[i][2]) * area;
    }
    return volume;
  }

  /** Adds a point to stairs, taking off those it covers; the area that this adds. */
  private static double step(
      NavigableMap<Double, Double> stairs, double x, double y, double[] reference) {
    Map.Entry<Double, Double> before = stairs.floorEntry(x);
    double ceiling = before == null ? reference[1] : before.getValue();
    if (ceiling <= y) {
      return 0;
    }
    double gained = 0;
    double from = x;
    Map.Entry<Double, Double> next = stairs.ceilingEntry(x);
    while (next != null && next.getValue() >= y) {
      gained += (next.getKey() - from) * (ceiling - y);
      from = next.getKey();
      ceiling = next.getValue();
      stairs.remove(next.getKey());
      next = stairs.higherEntry(from);
    }
    double end = next == null ? reference[0] : next.getKey();
    stairs.put(x, y);
    return gained + (end - from) * (ceiling - y);
  }

  /**
   * Volume in the first {@code dimension} objectives: by the last of them, worst point first, each
   * point adds what it dominates and no later point does. No later point is worse there, so that
   * this exclusive part is a slab whose base has one objective fewer.
   */
  private static double wfg(double[][] front, int dimension, double[] reference) {
    if (dimension == 2) {
      return sweep(front, reference);
    }
    double[][] sorted = front.clone();
    int last = dimension - 1;
    Arrays.sort(sorted, Comparator.comparingDouble((double[] point) -> point[last]).reversed());
    double volume = 0;
    for (int i = 0; i < sorted.length; i++) {
      double[][] limited = limited(sorted, i, last);
      double base =
          box(sorted[i], last, reference) - wfg(nonDominated(limited, last), last, reference);
      volume += base * (reference[last] - sorted[i][last]);
    }
    return volume;
  }

  private static double box(double[] point, int dimension, double[] reference) {
    double volume = 1;
    for (int k = 0; k < dimension; k++) {
      volume *= reference[k] - point[k];
    }
    return volume;
  }

  /** The points after one, each moved to where both it and that one dominate. */
  private static double[][] limited(double[][] points, int i, int dimension) {
    double[][] limited = new double[points.length - i - 1][dimension];
    for (int j = 0; j < limited.length; j++) {
      for (int k = 0; k < dimension; k++) {
        limited[j][k] = Math.max(points[i][k], points[i + 1 + j][k]);
      }
    }
    return limited;
  }

  /** The points that no other dominates in the first objectives; of equal ones the first. */
  private static double[][] nonDominated(double[][] points, int dimension) {
    double[][] kept = new double[points.length][];
    int count = 0;
    for (double[] point : points) {
      boolean covered = false;
      for (int i = 0; i < count && !covered; i++) {
        covered = covers(kept[i], point, dimension);
      }
      if (!covered) {
        int still = 0;
        for (int i = 0; i < count; i++) {
          if (!covers(point, kept[i], dimension)) {
            kept[still++] = kept[i];
          }
        }
        kept[still++] = point;
        count = still;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  /** Nowhere worse. */
  private static boolean covers(double[] one, double[] other, int dimension) {
    for (int k = 0; k < dimension; k++) {
      if (one[k] > other[k]) {
        return false;
      }
    }
    return true;
  }
}
