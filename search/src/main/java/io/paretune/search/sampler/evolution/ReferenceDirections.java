package io.paretune.search.sampler.evolution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Evenly spread directions of the positive orthant: the points of Das and Dennis (1998,
 * doi:10.1137/S1052623496307510) on the plane where coordinates add up to 1.
 */
final class ReferenceDirections {

  /** Beyond this many objectives one layer has next to no points inside (Deb, Jain 2014). */
  private static final int ONE_LAYER = 5;

  private ReferenceDirections() {}

  /**
   * As many directions as fit: one layer up to five objectives; above, an outer layer and, shrunk
   * by half towards the centre, an inner one with at most as many divisions.
   *
   * @param most upper bound of their number; at least one a corner is given anyway
   * @return each {@code double[objectives]}, non-negative, adding up to 1
   */
  static List<double[]> atMost(int most, int objectives) {
    if (objectives == 1) {
      return List.of(new double[] {1});
    }
    boolean twoLayers = objectives > ONE_LAYER;
    int outer = 1;
    int inner = 0;
    boolean grown = true;
    while (grown) {
      grown = false;
      if (twoLayers
          && inner < outer
          && count(objectives, outer) + count(objectives, inner + 1) <= most) {
        inner++;
        grown = true;
      } else if (count(objectives, outer + 1) + (inner == 0 ? 0 : count(objectives, inner))
          <= most) {
        outer++;
        grown = true;
      }
    }
    List<double[]> directions = layer(objectives, outer);
    if (inner > 0) {
      for (double[] point : layer(objectives, inner)) {
        Arrays.setAll(point, i -> point[i] / 2 + 0.5 / objectives);
        directions.add(point);
      }
    }
    return directions;
  }

  /**
   * The number of ways to share out some divisions: (objectives + divisions - 1 choose divisions).
   */
  private static long count(int objectives, int divisions) {
    double count = 1;
    for (int i = 1; i <= divisions; i++) {
      count = count * (objectives - 1 + i) / i;
    }
    return Math.round(Math.min(count, 1e15));
  }

  /** The points of one layer. */
  static List<double[]> layer(int objectives, int divisions) {
    List<double[]> points = new ArrayList<>();
    share(new int[objectives], 0, divisions, divisions, points);
    return points;
  }

  private static void share(int[] shares, int at, int left, int divisions, List<double[]> points) {
    if (at == shares.length - 1) {
      shares[at] = left;
      points.add(Arrays.stream(shares).mapToDouble(s -> s / (double) divisions).toArray());
      return;
    }
    for (int s = 0; s <= left; s++) {
      shares[at] = s;
      share(shares, at + 1, left - s, divisions, points);
    }
  }
}
