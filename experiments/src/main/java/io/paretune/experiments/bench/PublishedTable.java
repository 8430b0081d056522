package io.paretune.experiments.bench;

import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.NasBench201Family;
import io.paretune.evaluators.family.NasBenchMacroFamily;
import io.paretune.evaluators.table.file.Row;
import io.paretune.evaluators.table.file.TableFile;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A published table of a family's networks: what others measured once for all.
 *
 * @param name the file's
 * @param keyColumn the column that says which network a row is of
 * @param rows at least one
 */
public record PublishedTable(String name, String keyColumn, List<Labelled> rows) {

  private static final List<Kind> KINDS =
      List.of(
          new Kind("nas-bench-macro", "key", "mean_acc", NasBenchMacroFamily::point),
          new Kind("nas-bench-201", "ops", "cifar10_valid_mean", NasBench201Family::point));

  /** Copies the rows. */
  public PublishedTable {
    rows = List.copyOf(rows);
  }

  /**
   * A row.
   *
   * @param key as the table has it
   * @param point of the family's space
   * @param label the higher, the better
   */
  public record Labelled(String key, Assignment point, double label) {}

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

  /**
   * Reads a table.
   *
   * @param file CSV or JSON, as {@code bench tables} reads
   * @param family whose networks are compared
   * @param space the family's, as the experiment has it
   * @param column whose numbers are labels, the higher the better; the table's accuracy if empty
   * @throws IllegalArgumentException if the family has no published table, more is searched than
   *     the table knows, or the table is not sound
   */
  public static PublishedTable read(
      Path file, Family family, SearchSpace space, Optional<String> column) {
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
    List<Labelled> rows = new ArrayList<>();
    for (Row row : table.rows()) {
      rows.add(new Labelled(row.cell(kind.key()), point(kind, row), number(row, label)));
    }
    requireSameSpace(space, rows.get(0).point());
    return new PublishedTable(table.name(), kind.key(), rows);
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
  private static void requireSameSpace(SearchSpace space, Assignment labelled) {
    Set<String> searched = new TreeSet<>();
    space.parameters().stream().map(Parameter::name).forEach(searched::add);
    searched.removeAll(labelled.asMap().keySet());
    if (!searched.isEmpty()) {
      throw new IllegalArgumentException(
          "--labels knows %s, the experiment searches %s, too: give each one value"
              .formatted(labelled.asMap().keySet(), searched));
    }
  }
}
