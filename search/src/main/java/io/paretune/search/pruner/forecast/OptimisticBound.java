package io.paretune.search.pruner.forecast;

import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** How good one metric of a trial may turn out, learned from complete trials. */
@FunctionalInterface
interface OptimisticBound {

  /**
   * The best value to hope for, minimised.
   *
   * @param features of the trial, {@code double[features]}
   */
  double best(Trial trial, double[] features);

  /**
   * For a metric that trials know beforehand. From the usual (median) way of the measured value
   * from the known one, twice as far to the good side as any trial's lies; nothing if all are
   * equal.
   *
   * @param trials complete, all of which know the metric
   * @param measured its values in the end, minimised
   */
  static OptimisticBound ofKnown(
      String metric, Direction direction, List<Trial> trials, double[] measured) {
    ToDoubleFunction<Trial> known =
        trial -> direction.minimised(Objects.requireNonNull(trial.declared().get(metric)));
    double[] before = trials.stream().mapToDouble(known).toArray();
    boolean ratios = positive(before) && positive(measured);
    double[] ways = new double[before.length];
    for (int i = 0; i < ways.length; i++) {
      ways[i] = scaled(measured[i], ratios) - scaled(before[i], ratios);
    }
    Arrays.sort(ways);
    double usual = ways[ways.length / 2];
    double way = usual + 2 * (ways[0] - usual);
    return (trial, features) -> {
      double now = known.applyAsDouble(trial);
      // an exact value stays so to the last bit, or it would not be equal to those that equal it
      return way == 0 ? now : ratios && now > 0 ? Math.exp(Math.log(now) + way) : now + way;
    };
  }

  /**
   * For a metric that must be foretold.
   *
   * @param rows {@code double[n][features]} of complete trials
   * @param measured {@code double[n]}, minimised
   * @param missRate share of the trials that may be better than this
   */
  static OptimisticBound ofForetold(double[][] rows, double[] measured, double missRate) {
    boolean ratios = positive(measured);
    double[] targets = Arrays.stream(measured).map(value -> scaled(value, ratios)).toArray();
    RidgeForecast forecast = RidgeForecast.of(rows, targets, missRate);
    return (trial, features) -> {
      double best = forecast.optimistic(features);
      return ratios ? Math.exp(best) : best;
    };
  }

  private static boolean positive(double[] values) {
    return Arrays.stream(values).allMatch(value -> value > 0);
  }

  private static double scaled(double value, boolean ratios) {
    return ratios ? Math.log(value) : value;
  }
}
