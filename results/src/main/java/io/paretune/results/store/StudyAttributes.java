package io.paretune.results.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Facts about a whole run, by name: the machine's fingerprint, versions, the experiment's text.
 * Thread-safe; each {@link #put} is durable when it returns.
 */
public final class StudyAttributes {

  private final Database database;
  private final int study;
  private final boolean readOnly;

  StudyAttributes(Database database, int study, boolean readOnly) {
    this.database = database;
    this.study = study;
    this.readOnly = readOnly;
  }

  /** All of them, in the order in which they were first put; a copy. */
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

  /** The text under a name, if there is one. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(all().get(name));
  }

  /** Puts a text under a name, in place of what was there. */
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
