package io.paretune.search.pruner.forecast;

import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What one metric of a trial may turn out to be, learned from complete trials. */
interface OptimisticBound {

  /**
   * The best value to hope for, minimised.
   *
   * @param features of the trial, {@code double[features]}
   */
  double best(Trial trial, double[] features);

  /** The value to reckon with, minimised. */
  double expected(Trial trial, double[] features);

  /**
   * How far what was expected of trials was from the truth, each foretold by the others: as a share
   * of it where all are above 0.
   */
  Spread spread();

  /**
   * The usual size of a forecast's error.
   *
   * @param median half of the errors are at most this
   * @param most nineteen of twenty are
   * @param relative whether these are shares of the value
   */
  record Spread(double median, double most, boolean relative) {}

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
    double[] residuals = Arrays.stream(ways).map(each -> each - usual).toArray();
    return new OptimisticBound() {
      @Override
      public double best(Trial trial, double[] features) {
        return moved(known.applyAsDouble(trial), way, ratios);
      }

      @Override
      public double expected(Trial trial, double[] features) {
        return moved(known.applyAsDouble(trial), usual, ratios);
      }

      @Override
      public Spread spread() {
        return spreadOf(residuals, ratios);
      }
    };
  }

  private static double moved(double now, double way, boolean ratios) {
    // an exact value stays so to the last bit, or it would not be equal to those that equal it
    return way == 0 ? now : ratios && now > 0 ? Math.exp(Math.log(now) + way) : now + way;
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
    return new OptimisticBound() {
      @Override
      public double best(Trial trial, double[] features) {
        return unscaled(forecast.optimistic(features), ratios);
      }

      @Override
      public double expected(Trial trial, double[] features) {
        return unscaled(forecast.expected(features), ratios);
      }

      @Override
      public Spread spread() {
        return spreadOf(forecast.residuals(), ratios);
      }
    };
  }

  private static Spread spreadOf(double[] residuals, boolean ratios) {
    double[] sizes =
        Arrays.stream(residuals)
            .map(residual -> ratios ? Math.expm1(Math.abs(residual)) : Math.abs(residual))
            .sorted()
            .toArray();
    int most = Math.min(sizes.length - 1, sizes.length * 19 / 20);
    return new Spread(sizes[sizes.length / 2], sizes[most], ratios);
  }

  private static boolean positive(double[] values) {
    return Arrays.stream(values).allMatch(value -> value > 0);
  }

  private static double scaled(double value, boolean ratios) {
    return ratios ? Math.log(value) : value;
  }

  private static double unscaled(double value, boolean ratios) {
    return ratios ? Math.exp(value) : value;
  }
}
