package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.h2.H2File;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file holds every commit also once H2 writes into space that old chunks left: H2 2.5.252 did
 * not find the newest of such chunks again, and forgot the last commits of a study that had run for
 * longer than the retention time.
 */
class ReusedSpaceTest {

  private static final int COMMITS = 600;

  private static final int LOOKED_AT_FROM = 400;

  @Test
  void everyCommitIsFoundInACopyOfTheFile(@TempDir Path directory) throws SQLException {
    Path file = directory.resolve("study");
    try (Database writer = H2File.of(file).open()) {
      // space is used again at once, not after ten seconds
      writer.transaction("set up", it -> it.prepare("SET RETENTION_TIME 0").execute());
      writer.transaction(
          "set up",
          it -> it.prepare("CREATE TABLE told (id INTEGER PRIMARY KEY, text TEXT)").execute());
      for (int i = 0; i < COMMITS; i++) {
        int id = i;
        writer.enter(
            "tell",
            it -> it.prepare("INSERT INTO told VALUES (?, ?)", id, "x".repeat(200)).execute());
        writer.flush();
        if (i >= LOOKED_AT_FROM && i % 2 == 0) {
          assertThat(newest(file)).as("after commit %d", i).isEqualTo(i);
        }
      }
    }
  }

  private static int newest(Path file) throws SQLException {
    try (Database copy = H2File.of(file).openToRead()) {
      return copy.transaction(
          "read",
          it -> {
            try (ResultSet row = it.prepare("SELECT MAX(id) FROM told").executeQuery()) {
              row.next();
              return row.getInt(1);
            }
          });
    }
  }
}
