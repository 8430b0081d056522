package io.paretune.results.store.table;

import io.paretune.results.store.database.Database;
import io.paretune.search.trial.Assessment;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Assessments in their three tables. */
public final class AssessmentRows {

  private AssessmentRows() {}

  /** Makes statements. */
  @FunctionalInterface
  public interface Statements {
    PreparedStatement prepare(String sql) throws SQLException;
  }

  /** Writes an assessment of which the trial has none of that kind. */
  public static void write(Statements statements, int study, long trial, Assessment assessment)
      throws SQLException {
    String kind = assessment.kind().name();
    PreparedStatement row =
        statements.prepare(
            "INSERT INTO assessment (study, trial, kind, machine, ordinal)"
                + " SELECT ?, ?, ?, ?, COUNT(*) FROM assessment WHERE study = ? AND trial = ?");
    row.setInt(1, study);
    row.setLong(2, trial);
    row.setString(3, kind);
    row.setString(4, assessment.machine());
    row.setInt(5, study);
    row.setLong(6, trial);
    row.executeUpdate();
    PreparedStatement metrics =
        statements.prepare(
            "INSERT INTO assessment_metric (study, trial, kind, ordinal, metric, real_value,"
                + " real_bits) VALUES (?, ?, ?, ?, ?, ?, ?)");
    int ordinal = 0;
    for (Map.Entry<String, Double> metric : assessment.metrics().entrySet()) {
      begin(metrics, study, trial, kind, ordinal++);
      metrics.setString(5, metric.getKey());
      metrics.setDouble(6, metric.getValue());
      metrics.setLong(7, Double.doubleToRawLongBits(metric.getValue()));
      metrics.executeUpdate();
    }
    writeFacts(statements, study, trial, assessment);
  }

  private static void writeFacts(
      Statements statements, int study, long trial, Assessment assessment) throws SQLException {
    PreparedStatement facts =
        statements.prepare(
            "INSERT INTO assessment_fact (study, trial, kind, ordinal, name, text_value)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    int ordinal = 0;
    for (Map.Entry<String, String> fact : assessment.facts().entrySet()) {
      begin(facts, study, trial, assessment.kind().name(), ordinal++);
      facts.setString(5, fact.getKey());
      facts.setString(6, fact.getValue());
      facts.executeUpdate();
    }
  }

  private static void begin(PreparedStatement row, int study, long trial, String kind, int ordinal)
      throws SQLException {
    row.setInt(1, study);
    row.setLong(2, trial);
    row.setString(3, kind);
    row.setInt(4, ordinal);
  }

  /** Deletes a trial's assessment of a kind, if there is one. */
  public static void delete(Database tables, int study, long trial, Assessment.Kind kind)
      throws SQLException {
    for (String table : List.of("assessment_metric", "assessment_fact", "assessment")) {
      tables
          .prepare(
              "DELETE FROM " + table + " WHERE study = ? AND trial = ? AND kind = ?",
              study,
              trial,
              kind.name())
          .executeUpdate();
    }
  }

  /** All of a study, by trial. */
  public static Map<Long, List<Assessment>> read(Database tables, int study) throws SQLException {
    Map<String, Map<String, Double>> metrics =
        maps(
            tables,
            study,
            "metric, real_bits FROM assessment_metric",
            row -> Double.longBitsToDouble(row.getLong("real_bits")));
    Map<String, Map<String, String>> facts =
        maps(
            tables,
            study,
            "name, text_value FROM assessment_fact",
            row -> row.getString("text_value"));
    Map<Long, List<Assessment>> all = new LinkedHashMap<>();
    try (ResultSet row =
        tables
            .prepare(
                "SELECT trial, kind, machine FROM assessment WHERE study = ?"
                    + " ORDER BY trial, ordinal",
                study)
            .executeQuery()) {
      while (row.next()) {
        all.computeIfAbsent(row.getLong("trial"), trial -> new ArrayList<>())
            .add(
                new Assessment(
                    Assessment.Kind.valueOf(row.getString("kind")),
                    metrics.getOrDefault(key(row), Map.of()),
                    facts.getOrDefault(key(row), Map.of()),
                    row.getString("machine")));
      }
    }
    return all;
  }

  @FunctionalInterface
  private interface Value<V> {
    V of(ResultSet row) throws SQLException;
  }

  /** Values by {@link #key} and name; the name is in the first column that is asked for. */
  private static <V> Map<String, Map<String, V>> maps(
      Database tables, int study, String columnsFromTable, Value<V> value) throws SQLException {
    Map<String, Map<String, V>> maps = new HashMap<>();
    String select =
        "SELECT trial, kind, "
            + columnsFromTable
            + " WHERE study = ? ORDER BY trial, kind, ordinal";
    try (ResultSet row = tables.prepare(select, study).executeQuery()) {
      while (row.next()) {
        maps.computeIfAbsent(key(row), key -> new LinkedHashMap<>())
            .put(row.getString(3), value.of(row));
      }
    }
    return maps;
  }

  private static String key(ResultSet row) throws SQLException {
    return row.getLong("trial") + " " + row.getString("kind");
  }
}
