package io.paretune.experiments.bench.sharing;

import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.NasBench201Family;
import io.paretune.evaluators.family.NasBenchMacroFamily;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.evaluators.table.file.Row;
import io.paretune.evaluators.table.file.TableFile;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Labels of a family's networks from a published table: what others measured once for all. */
public final class PublishedLabels {

  private static final List<Kind> KINDS =
      List.of(
          new Kind("nas-bench-macro", "key", "mean_acc", NasBenchMacroFamily::point),
          new Kind("nas-bench-201", "ops", "cifar10_valid_mean", NasBench201Family::point));

  private final String name;
  private final Map<Assignment, Double> labels;

  /**
   * A kind of table.
   *
   * @param family whose networks it has
   * @param key the column that says which network a row is of
   * @param label the column that is read if none is named
   * @param point what a key stands for
   */
  private record Kind(
      String family, String key, String label, Function<String, Assignment> point) {}

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
    Kind kind = kind(family);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--labels must be a table's file, there is none: " + file);
    }
    String label = column.orElse(kind.label());
    TableFile table = TableFile.read(file, Set.of(kind.key(), label)::contains);
    for (String wanted : List.of(kind.key(), label)) {
      if (!table.columns().contains(wanted)) {
        throw new IllegalArgumentException(
            "there is no column '%s' in %s%s (columns: %s)"
                .formatted(
                    wanted,
                    table.name(),
                    Nearest.hint(wanted, table.columns()),
                    String.join(", ", table.columns())));
      }
    }
    Map<Assignment, Double> labels = new HashMap<>();
    for (Row row : table.rows()) {
      labels.put(point(kind, row), number(row, label));
    }
    requireSameSpace(parts, labels.keySet().iterator().next());
    return new PublishedLabels(table.name(), labels);
  }

  private static Kind kind(Family family) {
    return KINDS.stream()
        .filter(kind -> kind.family().equals(family.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--labels is for the families with a published table, %s, got family '%s'; leave it out"
                        .formatted(
                            KINDS.stream().map(Kind::family).collect(Collectors.joining(", ")),
                            family.name())));
  }

  private static Assignment point(Kind kind, Row row) {
    try {
      return kind.point().apply(row.cell(kind.key()));
    } catch (IllegalArgumentException mistaken) {
      throw new IllegalArgumentException(row.place() + ": " + mistaken.getMessage(), mistaken);
    }
  }

  private static double number(Row row, String column) {
    double number;
    try {
      number = Double.parseDouble(row.cell(column));
    } catch (NumberFormatException word) {
      number = Double.NaN;
    }
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          "%s: column '%s' must hold a finite number, got '%s'"
              .formatted(row.place(), column, row.cell(column)));
    }
    return number;
  }

  /** A width that is searched, too, would give several networks one label. */
  private static void requireSameSpace(FamilyParts parts, Assignment labelled) {
    Set<String> searched = new TreeSet<>();
    parts.space().parameters().stream().map(Parameter::name).forEach(searched::add);
    searched.removeAll(labelled.asMap().keySet());
    if (!searched.isEmpty()) {
      throw new IllegalArgumentException(
          "--labels knows %s, the experiment searches %s, too: give each one value"
              .formatted(labelled.asMap().keySet(), searched));
    }
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
