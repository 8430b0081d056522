package io.paretune.results.store.table;

import io.paretune.results.store.database.Database;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads trials back, a table at a time: six queries for some thousand trials.
 *
 * <p>Rows come by study, trial and ordinal, which is the order of their keys: they need no sorting,
 * and maps keep the order in which they were written.
 */
public final class TrialQueries {

  /**
   * Numbers that lie no further apart are read with what is between them. (H2 looks up no list of
   * numbers in a key that begins with the study: it would read all rows there are.)
   */
  private static final int GAP = 16;

  /** Trials that are read at once: a database keeps a query's rows until they are taken. */
  private static final int PAGE = 4096;

  private final Database database;
  private final int study;
  private final long from;
  private final long to;

  /** Of the trials from a number on, up to another, which is not among them. */
  private TrialQueries(Database database, int study, long from, long to) {
    this.database = database;
    this.study = study;
    this.from = from;
    this.to = to;
  }

  /** All trials, by number. */
  public static List<Trial> all(Database database, int study) throws SQLException {
    return between(database, study, 0, Long.MAX_VALUE);
  }

  /** All trials, by number, without assignments, reports and what was declared. */
  public static List<Trial> outcomes(Database database, int study) throws SQLException {
    return between(database, study, 0, Long.MAX_VALUE, TrialQueries::readOutcomes);
  }

  /** Trials that have not ended, by number. */
  public static List<Trial> open(Database database, int study) throws SQLException {
    // their numbers first: a query of rows by a query of numbers reads all rows there are
    return of(
        database,
        study,
        numbers(
            database,
            "SELECT number FROM trial WHERE study = ? AND state IN ('WAITING', 'RUNNING')",
            study));
  }

  /** The trials from a number on, up to another, which is not among them; by number. */
  public static List<Trial> between(Database database, int study, long from, long to)
      throws SQLException {
    return between(database, study, from, to, TrialQueries::read);
  }

  /** How much is read of each trial. */
  @FunctionalInterface
  private interface Reader {
    List<Trial> read(TrialQueries queries) throws SQLException;
  }

  private static List<Trial> between(
      Database database, int study, long from, long to, Reader reader) throws SQLException {
    List<Trial> trials = new ArrayList<>();
    boolean more = true;
    for (long next = from; more && next < to; next += PAGE) {
      long end = to - next > PAGE ? next + PAGE : to;
      List<Trial> page = reader.read(new TrialQueries(database, study, next, end));
      trials.addAll(page);
      more = page.size() == PAGE; // they are numbered without gaps
    }
    return trials;
  }

  /** The trials of some numbers, by number; fewer where there are none. */
  public static List<Trial> of(Database database, int study, Collection<Long> numbers)
      throws SQLException {
    List<Trial> trials = new ArrayList<>();
    Set<Long> wanted = Set.copyOf(numbers);
    NavigableSet<Long> left = new TreeSet<>(wanted);
    while (!left.isEmpty()) {
      long first = left.first();
      long last = left.pollFirst();
      while (!left.isEmpty() && left.first() - last <= GAP) {
        last = left.pollFirst();
      }
      for (Trial trial : between(database, study, first, last + 1)) {
        if (wanted.contains(trial.number())) {
          trials.add(trial);
        }
      }
    }
    return trials;
  }

  /** How many trials there are. */
  public static long count(Database database, int study) throws SQLException {
    try (ResultSet row =
        database.prepare("SELECT COUNT(*) FROM trial WHERE study = ?", study).executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The state of a trial that exists. */
  public static TrialState state(Database database, int study, long number) throws SQLException {
    try (ResultSet row =
        database
            .prepare("SELECT state FROM trial WHERE study = ? AND number = ?", study, number)
            .executeQuery()) {
      row.next();
      return TrialState.valueOf(row.getString(1));
    }
  }

  /** The numbers of the trials on the front, ascending. */
  public static List<Long> front(Database database, int study) throws SQLException {
    return numbers(
        database, "SELECT trial FROM front_member WHERE study = ? ORDER BY trial", study);
  }

  private static List<Long> numbers(Database database, String select, int study)
      throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (ResultSet row = database.prepare(select, study).executeQuery()) {
      while (row.next()) {
        numbers.add(row.getLong(1));
      }
    }
    return numbers;
  }

  @FunctionalInterface
  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private void each(String select, String order, Row each) throws SQLException {
    String sql = select + " WHERE study = ? AND trial >= ? AND trial < ?" + order;
    try (ResultSet row = database.prepare(sql, study, from, to).executeQuery()) {
      while (row.next()) {
        each.read(row);
      }
    }
  }

  private List<Trial> read() throws SQLException {
    return read(
        maps("name, kind, real_bits, whole_value, text_value FROM parameter", ValueKind::read),
        maps("metric, real_bits FROM known", TrialQueries::real),
        reports());
  }

  private List<Trial> readOutcomes() throws SQLException {
    return read(Map.of(), Map.of(), Map.of());
  }

  /** The trials, with what else is known of them by their numbers. */
  private List<Trial> read(
      Map<Long, Map<String, Object>> values,
      Map<Long, Map<String, Double>> declared,
      Map<Long, List<Report>> reports)
      throws SQLException {
    Map<Long, Map<String, Double>> metrics =
        maps("metric, real_bits FROM measurement", TrialQueries::real);
    Map<Long, Map<String, String>> provenance =
        maps("name, text_value FROM provenance", ResultSet::getString);
    List<Trial> trials = new ArrayList<>();
    Assignment point = Assignment.of(Map.of());
    String select =
        "SELECT number, state, sampler, reason, attempts, started_ns, finished_ns, finish_order"
            + " FROM trial WHERE study = ? AND number >= ? AND number < ? ORDER BY study, number";
    try (ResultSet row = database.prepare(select, study, from, to).executeQuery()) {
      while (row.next()) {
        long number = row.getLong("number");
        point = Assignment.of(values.getOrDefault(number, Map.of()), point);
        trials.add(
            trial(
                row,
                point,
                new Measurement(
                    metrics.getOrDefault(number, Map.of()),
                    provenance.getOrDefault(number, Map.of())),
                declared.getOrDefault(number, Map.of()),
                reports.getOrDefault(number, List.of())));
      }
    }
    return trials;
  }

  @FunctionalInterface
  private interface Value<V> {
    /** Reads a value whose first column has that index; by names, columns are looked for again. */
    V of(ResultSet row, int index) throws SQLException;
  }

  /** Values by trial and name; the name is in the first column that is asked for. */
  private <V> Map<Long, Map<String, V>> maps(String columnsFromTable, Value<V> value)
      throws SQLException {
    Map<Long, Map<String, V>> maps = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    each(
        "SELECT trial, " + columnsFromTable,
        " ORDER BY study, trial, ordinal",
        row ->
            maps.computeIfAbsent(row.getLong(1), number -> new LinkedHashMap<>())
                .put(
                    // trials share a few names
                    names.computeIfAbsent(row.getString(2), name -> name), value.of(row, 3)));
    return maps;
  }

  private Map<Long, List<Report>> reports() throws SQLException {
    Map<Long, List<Report>> reports = new HashMap<>();
    each(
        "SELECT trial, step, real_bits FROM intermediate",
        " ORDER BY study, trial, ordinal",
        row ->
            reports
                .computeIfAbsent(row.getLong(1), number -> new ArrayList<>())
                .add(new Report(row.getInt(2), real(row, 3))));
    return reports;
  }

  private static double real(ResultSet row, int index) throws SQLException {
    return Double.longBitsToDouble(row.getLong(index));
  }

  private static Trial trial(
      ResultSet row,
      Assignment assignment,
      Measurement measurement,
      Map<String, Double> known,
      List<Report> reports)
      throws SQLException {
    TrialState state = TrialState.valueOf(row.getString("state"));
    return new Trial(
        row.getLong("number"),
        state,
        assignment,
        row.getString("sampler"),
        state == TrialState.COMPLETE ? Optional.of(measurement) : Optional.empty(),
        known,
        reports,
        row.getString("reason"),
        row.getInt("attempts"),
        Moments.read(row, "started_ns"),
        Moments.read(row, "finished_ns"),
        row.getLong("finish_order"));
  }
}
