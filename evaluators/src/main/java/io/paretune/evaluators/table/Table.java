package io.paretune.evaluators.table;

import io.paretune.evaluators.table.file.Row;
import io.paretune.evaluators.table.file.TableFile;
import io.paretune.hardware.yaml.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows that a spec speaks of: read, joined and filtered.
 *
 * @param rows at least one
 * @param notes what was left out, for people
 */
record Table(List<Row> rows, List<String> notes) {

  /**
   * Reads a spec's files.
   *
   * @throws IllegalArgumentException if a file is not sound, a column is missing, or no row is left
   */
  static Table read(TableSpec spec) {
    Set<String> wanted = spec.columns().stream().map(NamedColumn::name).collect(Collectors.toSet());
    List<TableFile> files = new ArrayList<>();
    for (Path file : spec.files()) {
      files.add(TableFile.read(file, wanted::contains));
    }
    Set<String> columns = new LinkedHashSet<>();
    files.forEach(file -> columns.addAll(file.columns()));
    for (NamedColumn column : spec.columns()) {
      requireColumn(column, columns, "in " + names(files));
    }
    List<String> notes = new ArrayList<>();
    List<Row> rows = files.get(0).rows();
    if (files.size() > 1) {
      NamedColumn join = spec.join().orElseThrow();
      for (TableFile file : files) {
        requireColumn(join, file.columns(), "in " + file.name() + ", where rows are joined by it");
      }
      for (TableFile file : files.subList(1, files.size())) {
        rows = joined(rows, file, join, notes);
      }
    }
    return new Table(kept(rows, spec, notes), List.copyOf(notes));
  }

  private static void requireColumn(NamedColumn column, Set<String> columns, String where) {
    if (!columns.contains(column.name())) {
      throw column
          .refusal()
          .apply(
              "there is no column '"
                  + column.name()
                  + "' "
                  + where
                  + Nearest.hint(column.name(), columns)
                  + " (columns: "
                  + String.join(", ", columns)
                  + ")");
    }
  }

  private static String names(List<TableFile> files) {
    return files.stream().map(TableFile::name).collect(Collectors.joining(" and "));
  }

  /** Every row of the left with every one of the right that has the same key. */
  private static List<Row> joined(
      List<Row> left, TableFile right, NamedColumn join, List<String> notes) {
    Map<String, List<Row>> byKey = new HashMap<>();
    for (Row row : right.rows()) {
      byKey.computeIfAbsent(row.cell(join.name()), key -> new ArrayList<>()).add(row);
    }
    List<Row> rows = new ArrayList<>();
    Map<String, Row> first = new HashMap<>();
    Set<String> met = new LinkedHashSet<>();
    int alone = 0;
    for (Row row : left) {
      String key = row.cell(join.name());
      List<Row> partners = byKey.getOrDefault(key, List.of());
      Row before = first.putIfAbsent(key, row);
      if (before != null && partners.size() > 1) {
        throw ambiguous(join, key, partners.get(1).place(), before, row);
      }
      alone += partners.isEmpty() ? 1 : 0;
      if (!partners.isEmpty()) {
        met.add(key);
      }
      for (Row partner : partners) {
        rows.add(together(row, partner));
      }
    }
    if (rows.isEmpty()) {
      throw withoutPartners(join, left.get(0), right);
    }
    long unmatched = byKey.keySet().stream().filter(key -> !met.contains(key)).count();
    if (alone > 0 || unmatched > 0) {
      notes.add(
          alone
              + " rows have no partner in "
              + right.name()
              + " and "
              + unmatched
              + " keys there have none before; they are left out");
    }
    return rows;
  }

  private static IllegalArgumentException ambiguous(
      NamedColumn join, String key, String place, Row before, Row row) {
    return new IllegalArgumentException(
        place
            + ": '"
            + join.name()
            + "' must be different in every row of one of the files that are joined, got '"
            + key
            + "' twice here and at "
            + before.place()
            + " and "
            + row.place());
  }

  private static IllegalArgumentException withoutPartners(
      NamedColumn join, Row first, TableFile right) {
    return join.refusal()
        .apply(
            "no row of "
                + right.name()
                + " has a '"
                + join.name()
                + "' of the rows before, for instance '"
                + first.cell(join.name())
                + "' at "
                + first.place());
  }

  /** One row of two, which must agree where both have a cell. */
  private static Row together(Row left, Row right) {
    Map<String, String> cells = new LinkedHashMap<>(left.cells());
    right
        .cells()
        .forEach(
            (column, text) -> {
              String other = cells.putIfAbsent(column, text);
              if (other != null && !other.equals(text)) {
                throw new IllegalArgumentException(
                    right.place()
                        + ": column '"
                        + column
                        + "' is in two files and says '"
                        + text
                        + "' here but '"
                        + other
                        + "' at "
                        + left.place()
                        + "; rename one of them");
              }
            });
    return new Row(left.place(), cells);
  }

  private static List<Row> kept(List<Row> rows, TableSpec spec, List<String> notes) {
    List<Row> kept = new ArrayList<>();
    for (Row row : rows) {
      boolean keep = true;
      for (RowFilter filter : spec.where()) {
        keep &= filter.keeps(row.cell(filter.column().name()), row.place());
      }
      if (keep) {
        kept.add(row);
      }
    }
    if (kept.isEmpty()) {
      RowFilter filter = spec.where().get(0);
      throw filter
          .column()
          .refusal()
          .apply("'where' leaves none of the " + rows.size() + " rows: " + filter.text());
    }
    if (kept.size() < rows.size()) {
      notes.add(
          (rows.size() - kept.size()) + " of " + rows.size() + " rows are dropped by 'where'");
    }
    return kept;
  }
}
