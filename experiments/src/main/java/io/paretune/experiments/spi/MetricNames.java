package io.paretune.experiments.spi;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.hardware.yaml.YamlSection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The metrics that an evaluation has.
 *
 * @param known those whose direction and unit need not be said, by name; none if trials may give
 *     any
 * @param further more metrics whose direction and unit need not be said, such as those of single
 *     classes, which are too many to list
 * @param reading reads a metric's name under a key of a section
 */
public record MetricNames(
    Map<String, Metric> known,
    Function<String, Optional<Metric>> further,
    BiFunction<YamlSection, String, String> reading) {

  private static final String SYNTAX = "[A-Za-z][A-Za-z0-9._/@%-]{0,99}";

  /** Any metrics, whose directions and units a file says. */
  public static MetricNames any() {
    return new MetricNames(Map.of(), name -> Optional.empty(), MetricNames::wellFormed);
  }

  /** These metrics; another is refused with the nearest. */
  public static MetricNames of(List<Metric> metrics) {
    Map<String, Metric> known = byName(metrics);
    return new MetricNames(
        known, name -> Optional.empty(), (section, key) -> section.name(key, known.keySet()));
  }

  /**
   * These metrics, with a refusal of another's name that says more.
   *
   * @param check gives the name back
   */
  public static MetricNames of(
      List<Metric> metrics, BiFunction<YamlSection, String, String> check) {
    return new MetricNames(byName(metrics), name -> Optional.empty(), check);
  }

  /** These and more that are not listed. */
  public MetricNames and(Function<String, Optional<Metric>> more) {
    return new MetricNames(known, more, reading);
  }

  /** The metric of a name, if its direction and unit need not be said. */
  public Optional<Metric> find(String name) {
    return Optional.ofNullable(known.get(name)).or(() -> further.apply(name));
  }

  private static Map<String, Metric> byName(List<Metric> metrics) {
    Map<String, Metric> known = new LinkedHashMap<>();
    metrics.forEach(metric -> known.put(metric.name(), metric));
    return known;
  }

  private static String wellFormed(YamlSection section, String key) {
    String name = section.text(key);
    if (!name.matches(SYNTAX)) {
      throw section.refuse(
          key,
          "'"
              + key
              + "' must begin with a letter and hold letters, digits and . _ - / @ % only, since it"
              + " becomes a column's, got '"
              + name
              + "'");
    }
    return name;
  }

  /** Whether trials may give any metric. */
  public boolean open() {
    return known.isEmpty();
  }
}
