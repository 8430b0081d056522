package io.paretune.evaluators.latency;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How near predictions came to what was measured.
 *
 * @param networks how many were compared
 * @param within5 share that was predicted within 5 % of what was measured, 0 to 1
 * @param within10 the same within 10 %
 * @param medianError median of the relative errors
 * @param worstError the largest of them
 * @param tau Kendall's rank correlation, tau-b
 */
public record PredictionAccuracy(
    int networks,
    double within5,
    double within10,
    double medianError,
    double worstError,
    double tau) {

  /** Compares predictions of some networks, at least two, with what they take. */
  public static PredictionAccuracy of(
      List<MeasuredNetwork> networks, ToDoubleFunction<MeasuredNetwork> prediction) {
    double[] predicted = networks.stream().mapToDouble(prediction).toArray();
    double[] measured = networks.stream().mapToDouble(MeasuredNetwork::milliseconds).toArray();
    double[] errors = new double[measured.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.abs(predicted[i] / measured[i] - 1);
    }
    return new PredictionAccuracy(
        errors.length,
        share(errors, 0.05),
        share(errors, 0.10),
        new Median().evaluate(errors),
        Arrays.stream(errors).max().orElseThrow(),
        new KendallsCorrelation().correlation(predicted, measured));
  }

  private static double share(double[] errors, double most) {
    return Arrays.stream(errors).filter(error -> error <= most).count() / (double) errors.length;
  }
}
