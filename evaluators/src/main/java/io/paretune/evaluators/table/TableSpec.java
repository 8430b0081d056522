package io.paretune.evaluators.table;

import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a table benchmark is made of, as its YAML says.
 *
 * @param name of the benchmark
 * @param files absolute paths, at least one
 * @param join the column that says which rows of several files belong together
 * @param where which rows are kept; all of them must hold
 * @param parameters what is searched, at least one
 * @param objectives what is optimised, at least one
 * @param features columns that samplers may know before an evaluation
 * @param cost how long an evaluation takes, if the table knows
 */
record TableSpec(
    String name,
    List<Path> files,
    Optional<NamedColumn> join,
    List<RowFilter> where,
    List<ParameterColumn> parameters,
    List<ObjectiveColumn> objectives,
    List<NamedColumn> features,
    Optional<CostColumn> cost) {

  private static final long LARGEST = 1 << 20;

  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1));

  /**
   * A column that is optimised.
   *
   * @param column the column
   * @param objective the objective, named like the column
   */
  record ObjectiveColumn(NamedColumn column, Objective objective) {}

  /**
   * A column that says how long an evaluation took.
   *
   * @param column the column
   * @param unit what a 1 in it stands for
   */
  record CostColumn(NamedColumn column, Duration unit) {}

  /**
   * Reads a spec.
   *
   * @throws IllegalArgumentException if it is missing, not sound, or names files that are missing;
   *     one line with the place
   */
  static TableSpec read(Path file) {
    YamlSection table =
        YamlSection.read(file.toString(), "a table spec", text(file), List.of("table"))
            .section(
                "table",
                List.of(
                    "name",
                    "files",
                    "join",
                    "where",
                    "parameters",
                    "objectives",
                    "features",
                    "cost"))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        file + ":1:1: key 'table' is missing in a table spec"));
    Path base = file.toAbsolutePath().normalize().getParent();
    List<Path> files = files(table, base == null ? Path.of("/") : base);
    Optional<NamedColumn> join =
        table.has("join") ? Optional.of(NamedColumn.of(table, "join")) : Optional.empty();
    if (files.size() > 1 && join.isEmpty()) {
      throw table.refuse(
          "files", "several files need 'join', the column that says which rows belong together");
    }
    return new TableSpec(
        table.text("name", stem(file)),
        files,
        join,
        RowFilter.read(table, "where"),
        listed(table, "parameters", ParameterColumn.KEYS).stream()
            .map(ParameterColumn::read)
            .toList(),
        objectives(table),
        features(table),
        table.section("cost", List.of("column", "unit")).map(TableSpec::cost));
  }

  private static String text(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("there is no table spec " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is not a file; give a table spec's YAML");
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException(
            file + " is larger than 1 MiB; a table spec is not (give the table under 'files')");
      }
      return Files.readString(file);
    } catch (CharacterCodingException binary) {
      throw new IllegalArgumentException(file + " is not UTF-8 text", binary);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + " cannot be read: " + unreadable, unreadable);
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static List<Path> files(YamlSection table, Path base) {
    List<Object> names = table.isList("files") ? table.list("files") : List.of(table.text("files"));
    List<Path> files = new ArrayList<>();
    for (Object name : names) {
      Path file = base.resolve(String.valueOf(name)).normalize();
      if (!Files.isRegularFile(file)) {
        throw table.refuse(
            "files",
            (Files.exists(file) ? "not a file: '" : "there is no file '")
                + name
                + "' ("
                + file
                + "); a path is relative to the spec, or absolute");
      }
      if (files.contains(file)) {
        throw table.refuse("files", "'files' lists '" + name + "' twice");
      }
      files.add(file);
    }
    return List.copyOf(files);
  }

  private static List<YamlSection> listed(YamlSection table, String key, List<String> keys) {
    List<YamlSection> sections = table.sections(key, keys);
    if (sections.isEmpty()) {
      throw table.refuse(key, "'" + key + "' must list at least one column");
    }
    return sections;
  }

  private static List<ObjectiveColumn> objectives(YamlSection table) {
    List<ObjectiveColumn> objectives = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlSection section : listed(table, "objectives", List.of("column", "direction"))) {
      NamedColumn column = NamedColumn.of(section, "column");
      if (!names.add(column.name())) {
        throw column.refusal().apply("'objectives' lists '" + column.name() + "' twice");
      }
      String direction =
          section.name("direction", List.of(Direction.MINIMIZE.word(), Direction.MAXIMIZE.word()));
      objectives.add(
          new ObjectiveColumn(
              column,
              direction.equals(Direction.MAXIMIZE.word())
                  ? Objective.maximize(column.name())
                  : Objective.minimize(column.name())));
    }
    return List.copyOf(objectives);
  }

  private static List<NamedColumn> features(YamlSection table) {
    List<NamedColumn> columns = new ArrayList<>();
    if (table.has("features")) {
      for (String name : table.each("features", text -> text)) {
        columns.add(NamedColumn.named(table, "features", name));
      }
    }
    return List.copyOf(columns);
  }

  private static CostColumn cost(YamlSection section) {
    String unit = section.name("unit", List.of("ms", "s", "m", "h"), "s");
    return new CostColumn(
        NamedColumn.of(section, "column"), UNITS.getOrDefault(unit, Duration.ofSeconds(1)));
  }

  /** All columns that are read, each named once or more. */
  List<NamedColumn> columns() {
    List<NamedColumn> columns = new ArrayList<>();
    join.ifPresent(columns::add);
    where.forEach(filter -> columns.add(filter.column()));
    parameters.forEach(parameter -> columns.add(parameter.column()));
    objectives.forEach(objective -> columns.add(objective.column()));
    columns.addAll(features);
    cost.ifPresent(one -> columns.add(one.column()));
    return columns;
  }
}
