package io.paretune.experiments.bench.sharing;

import io.paretune.experiments.bench.PublishedTable;
import io.paretune.search.space.Assignment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Labels of a family's networks from a published table: what others measured once for all. */
public final class PublishedLabels {

  private final String name;
  private final Map<Assignment, Double> labels;

  private PublishedLabels(String name, Map<Assignment, Double> labels) {
    this.name = name;
    this.labels = labels;
  }

  /** None at all. */
  public static PublishedLabels none() {
    return new PublishedLabels("", Map.of());
  }

  /** Whether there are any. */
  public boolean isEmpty() {
    return labels.isEmpty();
  }

  /** Those of a table. */
  public static PublishedLabels of(PublishedTable table) {
    Map<Assignment, Double> labels = new HashMap<>();
    table.rows().forEach(row -> labels.put(row.point(), row.label()));
    return new PublishedLabels(table.name(), labels);
  }

  /**
   * Checks that there are no labels at all, or one for each of these networks.
   *
   * @throws IllegalArgumentException if not
   */
  public void requireFor(List<DrawnNetwork> networks) {
    networks.forEach(this::of);
  }

  /**
   * The label of a network; empty if there are no labels at all.
   *
   * @throws IllegalArgumentException if there are, but none for this one
   */
  OptionalDouble of(DrawnNetwork network) {
    if (labels.isEmpty()) {
      return OptionalDouble.empty();
    }
    Double label = labels.get(network.point());
    if (label == null) {
      throw new IllegalArgumentException(
          "%s has no row for the network '%s'".formatted(name, network.name()));
    }
    return OptionalDouble.of(label);
  }
}
