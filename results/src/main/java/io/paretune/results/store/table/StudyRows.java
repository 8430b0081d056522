package io.paretune.results.store.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paretune.results.store.database.Database;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All rows of one study, as they are: copied to another database, compared, deleted. */
public final class StudyRows {

  /**
   * A table whose rows belong to studies.
   *
   * @param name in SQL
   * @param columns without that of the study
   */
  record Table(String name, List<String> columns) {

    static Table of(String name, String... columns) {
      return new Table(name, List.of(columns));
    }

    String select() {
      return "SELECT " + String.join(", ", columns) + " FROM " + name + " WHERE study = ?";
    }

    String insert() {
      return "INSERT INTO "
          + name
          + " (study, "
          + String.join(", ", columns)
          + ") VALUES (?"
          + ", ?".repeat(columns.size())
          + ")";
    }
  }

  /** All of them; those that others refer to first. */
  static final List<Table> TABLES =
      List.of(
          Table.of("study_attribute", "ordinal", "name", "text_value"),
          Table.of(
              "trial",
              "number",
              "state",
              "sampler",
              "reason",
              "attempts",
              "created_ns",
              "started_ns",
              "finished_ns",
              "finish_order"),
          Table.of(
              "parameter",
              "trial",
              "ordinal",
              "name",
              "kind",
              "real_value",
              "real_bits",
              "whole_value",
              "text_value"),
          Table.of("measurement", "trial", "ordinal", "metric", "real_value", "real_bits"),
          Table.of(
              "intermediate", "trial", "ordinal", "step", "real_value", "real_bits", "reported_ns"),
          Table.of("provenance", "trial", "ordinal", "name", "text_value"),
          Table.of("artifact", "trial", "role", "hash"),
          Table.of("front_member", "trial"),
          Table.of("known", "trial", "ordinal", "metric", "real_value", "real_bits", "known_ns"),
          Table.of("assessment", "trial", "ordinal", "kind", "machine"),
          Table.of(
              "assessment_metric", "trial", "kind", "ordinal", "metric", "real_value", "real_bits"),
          Table.of("assessment_fact", "trial", "kind", "ordinal", "name", "text_value"));

  private static final int BATCH = 1000;

  private StudyRows() {}

  /**
   * Copies the rows of a study, but for that of {@code study} itself; inside transactions of both.
   *
   * @param from has the study under the number {@code study}
   * @param to has none of its rows
   * @param as its number there
   */
  public static void copy(Database from, int study, Database to, int as) throws SQLException {
    for (Table table : TABLES) {
      PreparedStatement row = to.prepare(table.insert());
      int waiting = 0;
      try (ResultSet rows = from.prepare(table.select(), study).executeQuery()) {
        while (rows.next()) {
          row.setInt(1, as);
          for (int i = 1; i <= table.columns().size(); i++) {
            row.setObject(i + 1, rows.getObject(i));
          }
          row.addBatch();
          waiting++;
          if (waiting == BATCH) {
            row.executeBatch();
            waiting = 0;
          }
        }
      }
      if (waiting > 0) {
        row.executeBatch();
      }
    }
  }

  /**
   * How many rows each table has of a study, and a sum of their SHA-256: equal for equal rows,
   * whatever their order.
   */
  public static List<String> digests(Database database, int study) throws SQLException {
    MessageDigest sha = sha256();
    List<String> digests = new ArrayList<>();
    for (Table table : TABLES) {
      long count = 0;
      long sum = 0;
      try (ResultSet rows = database.prepare(table.select(), study).executeQuery()) {
        while (rows.next()) {
          for (int i = 1; i <= table.columns().size(); i++) {
            Object value = rows.getObject(i);
            // H2 has no -0.0; what has it is exact in the bits beside it
            Object told = value instanceof Double real ? (Object) (real + 0.0) : value;
            sha.update(String.valueOf(told).getBytes(UTF_8));
            sha.update((byte) 0xFF); // which no text in UTF-8 has
          }
          sum += ByteBuffer.wrap(sha.digest()).getLong();
          count++;
        }
      }
      digests.add(table.name() + " " + count + " " + Long.toHexString(sum));
    }
    return digests;
  }

  /** Deletes a study; inside a transaction. */
  public static void delete(Database database, int study) throws SQLException {
    List<Table> backwards = new ArrayList<>(TABLES);
    Collections.reverse(backwards);
    for (Table table : backwards) {
      database.prepare("DELETE FROM " + table.name() + " WHERE study = ?", study).executeUpdate();
    }
    database.prepare("DELETE FROM study WHERE id = ?", study).executeUpdate();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
