package io.paretune.search.sampler.surrogate.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some points, laid out so that a query's {@link Agreement} with all of them takes sums of whole
 * rows: for each axis and value, which points have it. Immutable.
 */
public final class Agreements {

  private static final double SQRT5 = Math.sqrt(5);

  private final LevelEncoding encoding;
  private final List<Point> points;
  // by level axis and value: 1 for the points that have it
  private final List<Map<Integer, double[]>> having = new ArrayList<>();
  // by counted value: how often each point has it
  private final double[][] counts;
  private final double[][] positions;
  // by feature; none if nothing is known of the points
  private final double[][] features;

  public Agreements(LevelEncoding encoding, List<Point> points) {
    this.encoding = encoding;
    this.points = List.copyOf(points);
    int n = points.size();
    this.counts = new double[encoding.counts()][n];
    this.positions = new double[encoding.positions()][n];
    this.features = new double[n > 0 ? points.get(0).features.length : 0][n];
    for (int axis = 0; axis < encoding.levels(); axis++) {
      having.add(new HashMap<>());
    }
    for (int j = 0; j < n; j++) {
      Point point = points.get(j);
      for (int axis = 0; axis < having.size(); axis++) {
        having.get(axis).computeIfAbsent(point.levels[axis], value -> new double[n])[j] = 1;
      }
      for (int value = 0; value < counts.length; value++) {
        counts[value][j] = point.counts[value];
      }
      for (int axis = 0; axis < positions.length; axis++) {
        positions[axis][j] = point.positions[axis];
      }
      for (int k = 0; k < features.length; k++) {
        features[k][j] = point.features[k];
      }
    }
  }

  public int size() {
    return points.size();
  }

  public LevelEncoding encoding() {
    return encoding;
  }

  /** Whether something is known of the points beforehand. */
  public boolean featured() {
    return features.length > 0;
  }

  /** The points' agreements with all points, O(n^2 x dimension). */
  public List<Agreement> among(double scale) {
    return points.stream().map(point -> with(point, scale)).toList();
  }

  /**
   * A query's agreement with all points, O(n x dimension).
   *
   * @param scale distance in the unit interval over which agreement falls
   */
  public Agreement with(Point query, double scale) {
    double axes = encoding.dimension();
    double alike = 0;
    for (int count : query.counts) {
      alike += count > 0 ? (double) count * count / encoding.likePairs() : 0;
    }
    double[] own = {1, axes < 2 ? 0 : 1, axes < 3 ? 0 : 1, alike, alike * alike};
    double[][] parts = parts(powers(query, scale), alike(query));
    return featured()
        ? new Agreement(withFeatures(parts, query), withFeatures(own, query))
        : new Agreement(parts, own);
  }

  /** The mean product of features, and a squared exponential of their mean squared distance. */
  private double[][] withFeatures(double[][] parts, Point query) {
    double[] product = new double[points.size()];
    double[] distance = new double[points.size()];
    for (int k = 0; k < features.length; k++) {
      double asked = query.features[k];
      for (int j = 0; j < product.length; j++) {
        double apart = features[k][j] - asked;
        product[j] += features[k][j] * asked / features.length;
        distance[j] += apart * apart / features.length;
      }
    }
    double[][] more = Arrays.copyOf(parts, AdditiveKernel.PARTS + 2);
    more[AdditiveKernel.PRODUCT] = product;
    more[AdditiveKernel.NEARNESS] = Arrays.stream(distance).map(d -> Math.exp(-d / 2)).toArray();
    return more;
  }

  private double[] withFeatures(double[] own, Point query) {
    double[] more = Arrays.copyOf(own, AdditiveKernel.PARTS + 2);
    more[AdditiveKernel.PRODUCT] =
        Arrays.stream(query.features).map(value -> value * value).average().orElse(0);
    more[AdditiveKernel.NEARNESS] = 1;
    return more;
  }

  /** Sums of the agreements by axis, of their squares and of their cubes. */
  private double[][] powers(Point query, double scale) {
    double[] first = new double[points.size()];
    for (int axis = 0; axis < having.size(); axis++) {
      double[] row = having.get(axis).get(query.levels[axis]);
      if (row != null) {
        add(first, 1, row);
      }
    }
    if (positions.length == 0) {
      // 0 and 1 are their own powers
      return new double[][] {first, first, first};
    }
    double[] second = first.clone();
    double[] third = first.clone();
    for (int axis = 0; axis < positions.length; axis++) {
      for (int j = 0; j < first.length; j++) {
        double agreement = agreement(query.positions[axis], positions[axis][j], scale);
        first[j] += agreement;
        second[j] += agreement * agreement;
        third[j] += agreement * agreement * agreement;
      }
    }
    return new double[][] {first, second, third};
  }

  /** How alike the query's counts of values are to each point's, 1 at most. */
  private double[] alike(Point query) {
    double[] alike = new double[points.size()];
    for (int value = 0; value < counts.length; value++) {
      if (query.counts[value] > 0) {
        add(alike, query.counts[value] / encoding.likePairs(), counts[value]);
      }
    }
    return alike;
  }

  /** The elementary symmetric polynomials of the agreements, which follow from power sums. */
  private double[][] parts(double[][] powers, double[] alike) {
    double[] first = powers[0];
    double[] second = powers[1];
    double[] third = powers[2];
    double n = encoding.dimension();
    double ofPairs = n < 2 ? 0 : 1 / (n * (n - 1));
    double ofTriples = n < 3 ? 0 : 1 / (n * (n - 1) * (n - 2));
    double[][] parts = new double[AdditiveKernel.PARTS][first.length];
    parts[3] = alike;
    for (int j = 0; j < first.length; j++) {
      double sum = first[j];
      parts[0][j] = sum / n;
      parts[1][j] = (sum * sum - second[j]) * ofPairs;
      parts[2][j] = (sum * sum * sum - 3 * sum * second[j] + 2 * third[j]) * ofTriples;
      parts[4][j] = alike[j] * alike[j];
    }
    return parts;
  }

  private static void add(double[] into, double factor, double[] row) {
    for (int j = 0; j < into.length; j++) {
      into[j] += factor * row[j];
    }
  }

  private static double agreement(double one, double two, double scale) {
    if (Double.isNaN(one) || Double.isNaN(two)) {
      return Double.isNaN(one) == Double.isNaN(two) ? 1 : 0;
    }
    double distance = SQRT5 * Math.abs(one - two) / scale;
    return (1 + distance + distance * distance / 3) * Math.exp(-distance);
  }
}
