package io.paretune.evaluators.task.score;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * The quality of some answers, by metric. A metric that these examples do not define, as the AUC
 * where they are all of one class, is absent. Immutable.
 */
public final class Scores {

  private final Map<Metric, Double> values;
  private final Map<Metric, Double> each;

  private Scores(Map<Metric, Double> values, Map<Metric, Double> each) {
    this.values = Collections.unmodifiableMap(values);
    this.each = each;
  }

  /** These values; those that are not a number are left out. */
  public static Scores of(Map<Metric, Double> values) {
    Map<Metric, Double> defined = new LinkedHashMap<>(values);
    defined.values().removeIf(value -> value.isNaN());
    return new Scores(defined, Map.of());
  }

  /** The same with those of single classes or labels beside them. */
  public Scores with(OneByOne single) {
    return with(single.values());
  }

  /** The same with metrics of single classes beside them. */
  public Scores with(Map<Metric, Double> single) {
    return new Scores(values, Map.copyOf(single));
  }

  /** The value of a metric, if it is defined. */
  public OptionalDouble find(Metric metric) {
    Double value = values.containsKey(metric) ? values.get(metric) : each.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * The value of a metric.
   *
   * @throws IllegalArgumentException if it is not defined
   */
  public double of(Metric metric) {
    return find(metric)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "metric '%s' is not defined by these examples, which have %s"
                        .formatted(metric.name(), byName().keySet())));
  }

  /** All values by the names of the metrics, in the task's order, without those of single ones. */
  public Map<String, Double> byName() {
    return byName(Set.of());
  }

  /**
   * Likewise, with those of single classes or labels that are asked for.
   *
   * @param wanted names of metrics
   */
  public Map<String, Double> byName(Set<String> wanted) {
    Map<String, Double> named = new LinkedHashMap<>();
    values.forEach((metric, value) -> named.put(metric.name(), value));
    Map<String, Double> single = new TreeMap<>();
    each.forEach((metric, value) -> single.put(metric.name(), value));
    single.keySet().retainAll(wanted);
    named.putAll(single);
    return Collections.unmodifiableMap(named);
  }

  @Override
  public String toString() {
    return byName().toString();
  }
}
