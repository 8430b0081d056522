package io.paretune.evaluators.table;

import io.paretune.evaluators.table.file.Row;
import io.paretune.search.pareto.Costs;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Evaluator;
import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.CandidateFeatures;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A table as an evaluator: a trial is looked up, in constant time. Immutable, thread-safe.
 *
 * <p>Rows that stand for one assignment (several seeds, say) are one evaluation with their mean. A
 * table that lacks a part of its space is searched over its rows only.
 */
public final class TableBenchmark implements Evaluator<Assignment> {

  /** What an evaluation takes where the table does not say. */
  private static final Duration UNIT = Duration.ofSeconds(1);

  private final String name;
  private final SearchSpace space;
  private final List<Objective> objectives;
  private final List<String> features;
  private final Map<Assignment, Entry> entries;
  private final TrueFront front;
  private final List<String> notes;

  /** What is known of an assignment: values by objective, in its own direction, and features. */
  private record Entry(List<Double> values, List<Double> features, Duration duration) {}

  private TableBenchmark(
      String name,
      SearchSpace space,
      List<Objective> objectives,
      List<String> features,
      Map<Assignment, Entry> entries,
      List<String> notes) {
    this.name = name;
    this.space = space;
    this.objectives = objectives;
    this.features = features;
    this.entries = entries;
    this.notes = notes;
    this.front =
        TrueFront.of(entries.values().stream().map(entry -> costs(entry.values())).toList());
  }

  /**
   * Reads a benchmark; {@code docs/benchmarks.md} has the spec's keys.
   *
   * @param spec a YAML file; paths in it are relative to it
   * @throws IllegalArgumentException if the spec or a table is not sound; one line with the place
   */
  public static TableBenchmark read(Path spec) {
    return of(TableSpec.read(spec));
  }

  private static TableBenchmark of(TableSpec spec) {
    Table table = Table.read(spec);
    TableSpace space = TableSpace.of(spec.parameters(), table.rows());
    Map<Assignment, List<Row>> rows = new LinkedHashMap<>();
    for (Row row : table.rows()) {
      rows.computeIfAbsent(space.assignment(row), point -> new ArrayList<>()).add(row);
    }
    Map<Assignment, Entry> entries = new LinkedHashMap<>();
    rows.forEach((point, same) -> entries.put(point, entry(spec, same)));
    List<String> notes = new ArrayList<>(table.notes());
    if (entries.size() < table.rows().size()) {
      notes.add(
          table.rows().size()
              + " rows have only "
              + entries.size()
              + " different assignments; rows of one are averaged");
    }
    return new TableBenchmark(
        spec.name(),
        space.space(),
        spec.objectives().stream().map(TableSpec.ObjectiveColumn::objective).toList(),
        spec.features().stream().map(NamedColumn::name).toList(),
        entries,
        List.copyOf(notes));
  }

  private static Entry entry(TableSpec spec, List<Row> rows) {
    List<Double> values = new ArrayList<>();
    for (TableSpec.ObjectiveColumn objective : spec.objectives()) {
      values.add(mean(objective.column(), rows, "an objective"));
    }
    List<Double> features =
        spec.features().stream().map(column -> mean(column, rows, "a feature")).toList();
    Duration duration =
        spec.cost()
            .map(
                cost ->
                    Duration.ofNanos(
                        Math.round(mean(cost.column(), rows, "a cost") * cost.unit().toNanos())))
            .orElse(UNIT);
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          rows.get(0).place() + ": a cost must be at least 0, got " + duration);
    }
    return new Entry(List.copyOf(values), features, duration);
  }

  private static double mean(NamedColumn column, List<Row> rows, String what) {
    double sum = 0;
    for (Row row : rows) {
      String cell = row.cell(column.name());
      OptionalDouble number = Cell.number(cell);
      if (number.isEmpty()) {
        throw new IllegalArgumentException(
            row.place()
                + ": column '"
                + column.name()
                + "', "
                + what
                + ", must hold a finite number, got "
                + (cell.isEmpty() ? "an empty cell" : "'" + cell + "'")
                + "; a 'where' on it drops rows without one");
      }
      sum += number.getAsDouble();
    }
    return sum / rows.size();
  }

  /** The spec's name, by default that of its file. */
  public String name() {
    return name;
  }

  /** What is searched. */
  public SearchSpace space() {
    return space;
  }

  /** What is optimised, at least one. */
  public List<Objective> objectives() {
    return objectives;
  }

  /** Number of different assignments that were evaluated. */
  public int size() {
    return entries.size();
  }

  /** Whether every assignment of the space was evaluated. */
  public boolean complete() {
    return space.size().orElse(-1) == entries.size();
  }

  /** What was left out or averaged, for people. */
  public List<String> notes() {
    return notes;
  }

  /** The best that there is. */
  public TrueFront front() {
    return front;
  }

  /** Begins a study of this table, over its rows if they are not the whole space. */
  public StudyBuilder<Assignment> study() {
    StudyBuilder<Assignment> study = Study.of(space).name(name);
    objectives.forEach(study::objective);
    if (!features.isEmpty()) {
      study.features(new Columns());
    }
    return complete() ? study : study.only(entries.keySet());
  }

  /** The columns that are known beforehand. */
  private final class Columns implements CandidateFeatures {
    @Override
    public List<String> names() {
      return features;
    }

    @Override
    public double[] of(Assignment point) {
      return entry(point).features().stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** Looks a trial up; one that is not in the table fails. */
  @Override
  public Outcome evaluate(Assignment point, ActiveTrial<Assignment> trial) {
    return trial.measured(
        entry(point).values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** How long an evaluation takes; a second where the table does not say. */
  public Duration duration(Assignment point) {
    return entry(point).duration();
  }

  private Entry entry(Assignment point) {
    Entry entry = entries.get(point);
    if (entry == null) {
      throw new IllegalArgumentException(point + " is not in the table " + name);
    }
    return entry;
  }

  /**
   * What a study's front dominates, in {@link TrueFront}'s scale; a share of the truth when divided
   * by its hypervolume.
   */
  public double hypervolume(Study<Assignment> study) {
    return front.hypervolume(found(study));
  }

  /**
   * By how much the best value found falls short of the best of the table, in its unit; infinite
   * while nothing was found.
   *
   * @throws IllegalStateException if there are several objectives
   */
  public double regret(Study<Assignment> study) {
    if (objectives.size() > 1) {
      throw new IllegalStateException("regret needs a single objective: " + name);
    }
    return found(study).stream()
            .mapToDouble(costs -> costs.get(0))
            .min()
            .orElse(Double.POSITIVE_INFINITY)
        - front.ideal(0);
  }

  private static List<Costs> found(Study<Assignment> study) {
    List<Costs> found = new ArrayList<>();
    for (FrontMember<Assignment> member : study.paretoFront()) {
      found.add(study.definition().costs(member.trial().measurement().orElseThrow()));
    }
    return found;
  }

  private Costs costs(List<Double> values) {
    double[] minimised = new double[values.size()];
    for (int i = 0; i < minimised.length; i++) {
      minimised[i] = objectives.get(i).direction().minimised(values.get(i));
    }
    return Costs.of(minimised);
  }
}
