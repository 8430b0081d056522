package io.paretune.results.store.table;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.StoreException;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Writes what an event changes of a trial; each call inside one transaction. */
public final class TrialRows {

  private TrialRows() {}

  /** Writes a trial's first event. */
  public static void insert(Database database, int study, Trial trial, Instant at)
      throws SQLException {
    PreparedStatement row =
        database.prepare(
            "INSERT INTO trial (state, reason, attempts, started_ns, finished_ns, finish_order,"
                + " study, number, sampler, created_ns) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bindState(row, study, trial);
    row.setString(9, trial.sampler());
    row.setLong(10, Moments.nanos(at));
    row.executeUpdate();
    PreparedStatement values =
        database.prepare(
            "INSERT INTO parameter (study, trial, ordinal, name, kind, real_value, real_bits,"
                + " whole_value, text_value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int ordinal = 0;
    for (Map.Entry<String, Object> value : trial.assignment().asMap().entrySet()) {
      begin(values, study, trial.number(), ordinal++);
      values.setString(4, value.getKey());
      ValueKind.bind(values, 5, value.getValue());
      values.addBatch();
    }
    values.executeBatch();
  }

  /** Writes a later event. */
  public static void update(Database database, int study, Trial after, TrialEvent event)
      throws SQLException {
    if (event instanceof TrialEvent.Reported reported) {
      report(database, study, after, reported);
      return;
    }
    if (event instanceof TrialEvent.Declared told) {
      known(database, study, after, told);
      return;
    }
    PreparedStatement row =
        database.prepare(
            "UPDATE trial SET state = ?, reason = ?, attempts = ?, started_ns = ?, finished_ns = ?,"
                + " finish_order = ? WHERE study = ? AND number = ?");
    bindState(row, study, after);
    if (row.executeUpdate() != 1) {
      throw new StoreException("trial " + after.number() + " is not in the database any more");
    }
    if (event instanceof TrialEvent.Requeued) {
      database
          .prepare("DELETE FROM intermediate WHERE study = ? AND trial = ?", study, after.number())
          .executeUpdate();
      forget(database, study, after);
    } else if (event instanceof TrialEvent.Finished finished) {
      if (finished.measurement().isPresent()) {
        measured(database, study, after.number(), finished.measurement().get());
      }
      front(database, study, finished.front());
    }
  }

  private static void bindState(PreparedStatement row, int study, Trial trial) throws SQLException {
    row.setString(1, trial.state().name());
    row.setString(2, trial.reason());
    row.setInt(3, trial.attempts());
    moment(row, 4, trial.startedAt());
    moment(row, 5, trial.finishedAt());
    row.setLong(6, trial.finishOrder());
    row.setInt(7, study);
    row.setLong(8, trial.number());
  }

  private static void moment(PreparedStatement row, int index, Optional<Instant> moment)
      throws SQLException {
    if (moment.isPresent()) {
      row.setLong(index, Moments.nanos(moment.get()));
    } else {
      row.setNull(index, Types.BIGINT);
    }
  }

  private static void begin(PreparedStatement row, int study, long trial, int ordinal)
      throws SQLException {
    row.setInt(1, study);
    row.setLong(2, trial);
    row.setInt(3, ordinal);
  }

  private static void report(
      Database database, int study, Trial after, TrialEvent.Reported reported) throws SQLException {
    Report report = reported.report();
    PreparedStatement row =
        database.prepare(
            "INSERT INTO intermediate (study, trial, ordinal, step, real_value, real_bits,"
                + " reported_ns) VALUES (?, ?, ?, ?, ?, ?, ?)");
    begin(row, study, after.number(), after.reports().size() - 1);
    row.setInt(4, report.step());
    row.setDouble(5, report.value());
    row.setLong(6, Double.doubleToRawLongBits(report.value()));
    row.setLong(7, Moments.nanos(reported.at()));
    row.executeUpdate();
  }

  /** Writes all that is known: a metric that was told again keeps its place. */
  private static void known(Database database, int study, Trial after, TrialEvent.Declared told)
      throws SQLException {
    forget(database, study, after);
    PreparedStatement row =
        database.prepare(
            "INSERT INTO known (study, trial, ordinal, metric, real_value, real_bits, known_ns)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    int ordinal = 0;
    for (Map.Entry<String, Double> metric : after.declared().entrySet()) {
      begin(row, study, after.number(), ordinal++);
      row.setString(4, metric.getKey());
      row.setDouble(5, metric.getValue());
      row.setLong(6, Double.doubleToRawLongBits(metric.getValue()));
      row.setLong(7, Moments.nanos(told.at()));
      row.addBatch();
    }
    row.executeBatch();
  }

  private static void forget(Database database, int study, Trial after) throws SQLException {
    database
        .prepare("DELETE FROM known WHERE study = ? AND trial = ?", study, after.number())
        .executeUpdate();
  }

  private static void measured(Database database, int study, long trial, Measurement measurement)
      throws SQLException {
    PreparedStatement metrics =
        database.prepare(
            "INSERT INTO measurement (study, trial, ordinal, metric, real_value, real_bits)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    int ordinal = 0;
    for (Map.Entry<String, Double> metric : measurement.metrics().entrySet()) {
      begin(metrics, study, trial, ordinal++);
      metrics.setString(4, metric.getKey());
      metrics.setDouble(5, metric.getValue());
      metrics.setLong(6, Double.doubleToRawLongBits(metric.getValue()));
      metrics.addBatch();
    }
    metrics.executeBatch();
    PreparedStatement facts =
        database.prepare(
            "INSERT INTO provenance (study, trial, ordinal, name, text_value)"
                + " VALUES (?, ?, ?, ?, ?)");
    ordinal = 0;
    for (Map.Entry<String, String> fact : measurement.provenance().entrySet()) {
      begin(facts, study, trial, ordinal++);
      facts.setString(4, fact.getKey());
      facts.setString(5, fact.getValue());
      facts.addBatch();
    }
    facts.executeBatch();
    artifacts(database, study, trial, measurement);
  }

  private static void artifacts(Database database, int study, long trial, Measurement measurement)
      throws SQLException {
    PreparedStatement rows =
        database.prepare("INSERT INTO artifact (study, trial, role, hash) VALUES (?, ?, ?, ?)");
    for (Map.Entry<String, String> artifact :
        Artifacts.named(measurement.provenance()).entrySet()) {
      rows.setInt(1, study);
      rows.setLong(2, trial);
      rows.setString(3, artifact.getKey());
      rows.setString(4, artifact.getValue());
      rows.addBatch();
    }
    rows.executeBatch();
  }

  private static void front(Database database, int study, FrontChange change) throws SQLException {
    for (long left : change.left()) {
      database
          .prepare("DELETE FROM front_member WHERE study = ? AND trial = ?", study, left)
          .executeUpdate();
    }
    for (long entered : change.entered()) {
      database
          .prepare("INSERT INTO front_member (study, trial) VALUES (?, ?)", study, entered)
          .executeUpdate();
    }
  }
}
