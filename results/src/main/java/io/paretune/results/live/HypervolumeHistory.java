package io.paretune.results.live;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.pareto.HypervolumeTrace;
import io.paretune.search.pareto.ParetoFront;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the hypervolume grew, as {@link HypervolumeTrace} defines it, at a bounded number of moments:
 * it is worked out where the front changed, and at some of these places only where there are many.
 */
public final class HypervolumeHistory {

  /** Most points. */
  static final int MOST_POINTS = 300;

  private HypervolumeHistory() {}

  /**
   * A moment.
   *
   * @param ended how many trials had ended
   * @param at when the last of them did, in milliseconds since 1970
   * @param share the hypervolume as a share of the box that all points span, 0 to 1
   */
  public record Point(long ended, double at, double share) {}

  /** Of a table as it is now; the last point is the newest trial. */
  public static List<Point> of(TrialTable table) {
    List<TrialTable.Ended> ended = table.ended();
    int dimension = table.definition().objectives().size();
    double[] low = new double[dimension];
    double[] high = new double[dimension];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    List<Integer> places = new ArrayList<>();
    ParetoFront front = new ParetoFront();
    for (int i = 0; i < ended.size(); i++) {
      Optional<Costs> costs = ended.get(i).costs().filter(Costs::feasible);
      if (costs.isPresent()) {
        for (int axis = 0; axis < dimension; axis++) {
          low[axis] = Math.min(low[axis], costs.get().get(axis));
          high[axis] = Math.max(high[axis], costs.get().get(axis));
        }
        if (!front.offer(i, costs.get()).entered().isEmpty()) {
          places.add(i);
        }
      }
    }
    return points(ended, thinned(places), low, high);
  }

  private static List<Integer> thinned(List<Integer> places) {
    if (places.size() <= MOST_POINTS) {
      return places;
    }
    List<Integer> some = new ArrayList<>();
    for (int i = 0; i < MOST_POINTS; i++) {
      some.add(places.get((int) ((long) i * (places.size() - 1) / (MOST_POINTS - 1))));
    }
    return some;
  }

  private static List<Point> points(
      List<TrialTable.Ended> ended, List<Integer> places, double[] low, double[] high) {
    List<Point> points = new ArrayList<>();
    ParetoFront front = new ParetoFront();
    double share = 0;
    int next = 0;
    for (int i = 0; i < ended.size(); i++) {
      int place = i;
      ended.get(i).costs().ifPresent(costs -> front.offer(place, costs));
      if (next < places.size() && places.get(next) == i) {
        next++;
        // the volume can only grow; rounding must not show otherwise
        share = Math.max(share, share(front, low, high));
        points.add(new Point(i + 1, ended.get(i).at(), share));
      }
    }
    if (!ended.isEmpty() && (places.isEmpty() || next == places.size())) {
      points.add(new Point(ended.size(), ended.get(ended.size() - 1).at(), share));
    }
    return points;
  }

  private static double share(ParetoFront front, double[] low, double[] high) {
    double[] reference = new double[low.length];
    Arrays.fill(reference, HypervolumeTrace.REFERENCE);
    List<double[]> scaled = new ArrayList<>();
    for (ParetoFront.Member member : front.members()) {
      double[] unit = new double[low.length];
      for (int i = 0; i < unit.length; i++) {
        unit[i] = high[i] > low[i] ? (member.costs().get(i) - low[i]) / (high[i] - low[i]) : 0;
      }
      scaled.add(unit);
    }
    return Math.min(
        1, Hypervolume.of(scaled, reference) / Math.pow(HypervolumeTrace.REFERENCE, low.length));
  }
}
