package io.paretune.results.report;

import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns that every table of trials has, in this order: {@code trial}, {@code state}, the
 * parameters, the objectives, further metrics. A metric that is called as a column before it gets
 * {@code metric:} in front.
 */
final class Columns {

  /** Where a column's values come from. */
  enum Kind {
    TRIAL,
    STATE,
    PARAMETER,
    OBJECTIVE,
    METRIC,
    FLAG
  }

  /**
   * One column.
   *
   * @param title unique
   * @param kind where its values come from
   * @param name the parameter's or metric's name
   */
  record Column(String title, Kind kind, String name) {

    /** A trial's value: Long, Double, Boolean or String; empty if it has none. */
    Optional<Object> value(Trial trial) {
      return switch (kind) {
        case TRIAL -> Optional.of(trial.number());
        case STATE -> Optional.of(trial.state().name());
        case PARAMETER -> Optional.ofNullable(trial.assignment().asMap().get(name));
        case FLAG -> StudySummary.unstable(trial).map(reason -> true);
        case OBJECTIVE, METRIC -> StudySummary.metric(trial, name).map(value -> value);
      };
    }
  }

  /**
   * Why the value in a column must be read with care: an objective that is unstable or foretold, a
   * metric that was taken again and is too far from the first. That weights are inherited holds for
   * whole tables and is said below them.
   */
  static Optional<Caveat> caveat(Trial trial, Column column) {
    Kind marked = column.kind();
    return trial
        .measurement()
        .flatMap(measured -> measured.caveat(column.name()))
        .filter(
            caveat ->
                (marked == Kind.OBJECTIVE && caveat.kind() != Caveat.Kind.INHERITED)
                    || (marked == Kind.METRIC && caveat.kind() == Caveat.Kind.APART));
  }

  private Columns() {}

  static List<Column> of(StudySummary study) {
    List<Column> columns = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    add(columns, taken, Kind.TRIAL, "trial");
    add(columns, taken, Kind.STATE, "state");
    study.parameters().forEach(name -> add(columns, taken, Kind.PARAMETER, name));
    study.objectives().forEach(name -> add(columns, taken, Kind.OBJECTIVE, name));
    study.furtherMetrics().forEach(name -> add(columns, taken, Kind.METRIC, name));
    return List.copyOf(columns);
  }

  /**
   * The columns for programs: those for people, and {@code latency-unstable} where a trial of the
   * study has a latency that must not be relied on.
   */
  static List<Column> forPrograms(StudySummary study) {
    List<Column> columns = new ArrayList<>(of(study));
    if (study.trials().stream().anyMatch(trial -> StudySummary.unstable(trial).isPresent())) {
      columns.add(new Column("latency-unstable", Kind.FLAG, "latency-unstable"));
    }
    return List.copyOf(columns);
  }

  private static void add(List<Column> columns, Set<String> taken, Kind kind, String name) {
    String title = name;
    if (!taken.add(title)) {
      title = (kind == Kind.PARAMETER ? "parameter:" : "metric:") + name;
      taken.add(title);
    }
    columns.add(new Column(title, kind, name));
  }
}
