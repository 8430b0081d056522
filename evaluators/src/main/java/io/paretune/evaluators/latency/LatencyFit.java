package io.paretune.evaluators.latency;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What whole networks have taught about sums of kernels.
 *
 * @param coefficients by the name of a feature, in order: {@code call} and {@code kernel} in
 *     milliseconds for each, the others weights of sums
 * @param accuracy on networks that were not learned from
 */
public record LatencyFit(Map<String, Double> coefficients, PredictionAccuracy accuracy) {

  /** Copies the map and checks that it holds finite numbers. */
  public LatencyFit {
    coefficients = Collections.unmodifiableMap(new LinkedHashMap<>(coefficients));
    coefficients.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                "coefficients must be finite, got %s for '%s'".formatted(value, name));
          }
        });
  }

  /**
   * Learns from some networks and is judged by others.
   *
   * @param table whose kernels are summed
   * @param learned networks to learn from, at least two
   * @param unseen networks to be judged by, at least two
   */
  public static LatencyFit of(
      LatencyTable table, List<MeasuredNetwork> learned, List<MeasuredNetwork> unseen) {
    Map<String, Double> coefficients =
        FeatureRegression.fit(
            learned.stream()
                .map(network -> LatencyFeatures.of(network.parts(), table.kernels()))
                .toList(),
            learned.stream().mapToDouble(MeasuredNetwork::milliseconds).toArray());
    PredictionAccuracy unknown = new PredictionAccuracy(0, 0, 0, 0, 0, 0);
    LatencyPredictor predictor = table.withFit(new LatencyFit(coefficients, unknown)).predictor();
    return new LatencyFit(
        coefficients,
        PredictionAccuracy.of(unseen, network -> predictor.milliseconds(network.parts())));
  }
}
