package io.paretune.experiments.bench.sharing;

import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.experiments.bench.PublishedTable;
import io.paretune.search.space.Assignment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * Reads a table.
   *
   * @param file CSV or JSON, as {@code bench tables} reads
   * @param parts the networks that are compared
   * @param column whose numbers are labels, the higher the better; the table's accuracy if empty
   * @throws IllegalArgumentException if the family has no published table, more is searched than
   *     the table knows, or the table is not sound
   */
  public static PublishedLabels read(
      Path file, Family family, FamilyParts parts, Optional<String> column) {
    PublishedTable table = PublishedTable.read(file, family, parts.space(), column);
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
