package io.paretune.results.store;

import io.paretune.results.store.database.Database;
import io.paretune.search.trial.StudyAttributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One study's attributes. */
final class SqlStudyAttributes implements StudyAttributes {

  private final Database database;
  private final int study;
  private final boolean readOnly;

  SqlStudyAttributes(Database database, int study, boolean readOnly) {
    this.database = database;
    this.study = study;
    this.readOnly = readOnly;
  }

  @Override
  public Map<String, String> all() {
    return database.transaction("read the attributes of a study", this::read);
  }

  private Map<String, String> read(Database tables) throws SQLException {
    Map<String, String> all = new LinkedHashMap<>();
    try (ResultSet row =
        tables
            .prepare(
                "SELECT name, text_value FROM study_attribute WHERE study = ? ORDER BY ordinal",
                study)
            .executeQuery()) {
      while (row.next()) {
        all.put(row.getString(1), row.getString(2));
      }
    }
    return Collections.unmodifiableMap(all);
  }

  @Override
  public void put(String name, String text) {
    if (readOnly) {
      throw new IllegalStateException("the study was opened for reading, got '" + name + "'");
    }
    database.transaction(
        "keep the attribute '" + name + "'",
        tables -> {
          Map<String, String> before = read(tables);
          return before.containsKey(name)
              ? tables
                  .prepare(
                      "UPDATE study_attribute SET text_value = ? WHERE study = ? AND name = ?",
                      text,
                      study,
                      name)
                  .executeUpdate()
              : tables
                  .prepare(
                      "INSERT INTO study_attribute (study, ordinal, name, text_value)"
                          + " VALUES (?, ?, ?, ?)",
                      study,
                      before.size(),
                      name,
                      text)
                  .executeUpdate();
        });
  }
}
