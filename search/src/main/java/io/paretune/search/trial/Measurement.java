package io.paretune.search.trial;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param metrics every number by name: objectives, constrained metrics and others that are only
 *     reported
 * @param provenance how the numbers came about, by name: the artifact's hash, the profile, the
 *     machine's fingerprint, versions, seeds
 */
public record Measurement(Map<String, Double> metrics, Map<String, String> provenance) {

  /** Under which name provenance has the SHA-256 of the file that was measured. */
  public static final String ARTIFACT = "artifact";

  /** What follows a metric's name where the provenance says why it could not be found out. */
  public static final String NOT_AVAILABLE = ".not-available";

  /** Under which name provenance has the id of the machine that it was measured on. */
  public static final String MACHINE = "fingerprint";

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

  /** This measurement with a figure to be read with care. */
  public Measurement with(Caveat caveat) {
    return with(caveat.key(), caveat.text());
  }

  /** Why figures must be read with care, in the order in which provenance has them. */
  public List<Caveat> caveats() {
    return provenance.entrySet().stream()
        .flatMap(entry -> Caveat.read(entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  /** Why the figure of a metric must be read with care, if it must. */
  public Optional<Caveat> caveat(String metric) {
    return caveats().stream().filter(caveat -> caveat.metric().equals(metric)).findFirst();
  }

  /** The SHA-256 of the file that was measured; empty text if none was. */
  public String artifact() {
    return provenance.getOrDefault(ARTIFACT, "");
  }

  /** The id of the machine that this was measured on; empty text if it does not say. */
  public String machine() {
    return provenance.getOrDefault(MACHINE, "");
  }

  /**
   * The value of a metric.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public double metric(String name) {
    Double value = metrics.get(name);
    if (value == null) {
      String why = provenance.get(name + NOT_AVAILABLE);
      throw new IllegalArgumentException(
          why == null
              ? "metric '" + name + "' must be measured, got only " + metrics.keySet()
              : "metric '" + name + "' is not available: " + why);
    }
    return value;
  }
}
