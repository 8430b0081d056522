package io.paretune.results.store.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * Schema 4: what earlier runs kept of trials after the search under names of study attributes
 * ({@code test-accuracy.trial-N}, {@code latency-again.trial-N} with JSON) becomes assessments.
 */
public final class AttributeMigration implements JavaMigration {

  private static final String TEST = "test-accuracy";
  private static final String LATENCY = "latency-ms";
  private static final String TRIAL = ".trial-";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("4");
  }

  @Override
  public String getDescription() {
    return "attributes of trials to assessments";
  }

  @Override
  public Integer getChecksum() {
    return 1;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws Exception {
    Connection connection = context.getConnection();
    try (PreparedStatement attributes =
            connection.prepareStatement(
                "SELECT study, name, text_value FROM study_attribute WHERE name LIKE '%.trial-%'"
                    + " ORDER BY ordinal");
        ResultSet row = attributes.executeQuery()) {
      while (row.next()) {
        move(connection, row.getInt(1), row.getString(2), row.getString(3));
      }
    }
  }

  private static void move(Connection connection, int study, String name, String text)
      throws Exception {
    int at = name.indexOf(TRIAL);
    String what = name.substring(0, at);
    if (!what.equals(TEST) && !what.equals("latency-again")) {
      return; // of a program's own
    }
    Assessment assessment =
        what.equals(TEST)
            ? new Assessment(
                Assessment.Kind.TEST_SPLIT, Map.of(TEST, Double.parseDouble(text)), Map.of(), "")
            : again(JSON.readTree(text));
    AssessmentRows.write(
        connection::prepareStatement,
        study,
        Long.parseLong(name.substring(at + TRIAL.length())),
        assessment);
    try (PreparedStatement old =
        connection.prepareStatement("DELETE FROM study_attribute WHERE study = ? AND name = ?")) {
      old.setInt(1, study);
      old.setString(2, name);
      old.executeUpdate();
    }
  }

  private static Assessment again(JsonNode figure) throws SQLException {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(LATENCY, figure.required("medianMs").doubleValue());
    metrics.put(LATENCY + ".low", figure.required("lowMs").doubleValue());
    metrics.put(LATENCY + ".high", figure.required("highMs").doubleValue());
    metrics.put(LATENCY + ".first", figure.required("firstMs").doubleValue());
    metrics.put(LATENCY + ".second", figure.required("secondMs").doubleValue());
    Map<String, String> facts = new LinkedHashMap<>();
    JsonNode samples = figure.required("samples");
    for (int i = 0; i < samples.size(); i++) {
      facts.put("samples." + (i + 1), samples.get(i).textValue());
    }
    if (!figure.required("stable").booleanValue()) {
      Caveat caveat =
          new Caveat(LATENCY, Caveat.Kind.UNSTABLE, figure.required("reason").textValue());
      facts.put(caveat.key(), caveat.text());
    }
    return new Assessment(
        Assessment.Kind.MEASURED_AGAIN, metrics, facts, figure.required("fingerprint").textValue());
  }
}
