package io.paretune.search.trial;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param metrics every number by name: objectives, constrained metrics and others that are only
 *     reported
 * @param provenance how the numbers came about, by name: the artifact's hash, the profile, the
 *     machine's fingerprint, versions, seeds
 */
public record Measurement(Map<String, Double> metrics, Map<String, String> provenance) {

  /** Copies the maps, keeping their order. */
  public Measurement {
    metrics = copy(metrics);
    provenance = copy(provenance);
  }

  /** Small: a study holds two a trial. */
  private static <V> Map<String, V> copy(Map<String, V> map) {
    return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Numbers without provenance. */
  public static Measurement of(Map<String, Double> metrics) {
    return new Measurement(metrics, Map.of());
  }

  /** This measurement with one more number. */
  public Measurement with(String metric, double value) {
    Map<String, Double> more = new LinkedHashMap<>(metrics);
    more.put(metric, value);
    return new Measurement(more, provenance);
  }

  /** This measurement with one more fact about its making. */
  public Measurement with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(provenance);
    more.put(key, value);
    return new Measurement(metrics, more);
  }

  /**
   * The value of a metric.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public double metric(String name) {
    Double value = metrics.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "metric '" + name + "' must be measured, got only " + metrics.keySet());
    }
    return value;
  }
}
