package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Database files of every schema that was ever released, as test resources, must still open. */
class SchemaTest {

  private static Path unpacked(int schema, Path directory) throws IOException {
    try (InputStream packed =
        new GZIPInputStream(
            Objects.requireNonNull(
                SchemaTest.class.getResourceAsStream("schema-" + schema + ".mv.db.gz")))) {
      Files.copy(packed, directory.resolve("study.mv.db"));
    }
    return directory.resolve("study");
  }

  private static void check(H2TrialStore store, int schema) {
    StudyLog log = store.find("kept").orElseThrow();
    assertThat(store.attributes("kept").all()).isEqualTo(Map.of("fingerprint", "abc"));
    assertThat(store.front("kept")).containsExactly(0L);
    assertThat(log.definition().space().parameters()).hasSize(3);
    List<Trial> trials = log.trials();
    assertThat(trials)
        .extracting(Trial::state)
        .containsExactly(TrialState.COMPLETE, TrialState.FAILED, TrialState.WAITING);
    assertThat(trials.get(0).measurement().orElseThrow().metric("accuracy")).isEqualTo(0.1 + 0.2);
    assertThat(trials.get(0).reports()).containsExactly(new Report(1, 0.5));
    assertThat(trials.get(0).startedAt()).contains(Instant.parse("2026-11-22T10:00:00.123456789Z"));
    assertThat(trials.get(0).declared())
        .isEqualTo(schema < 2 ? Map.of() : Map.of("multiply-adds", 0.1 + 0.2));
    assertThat(trials.get(1).reason()).isEqualTo("no memory");
    assertThat(trials.get(1).assignment())
        .isEqualTo(Assignment.of(Map.of("depth", 1L, "bits", 8L, "range", 0.75)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDatabaseOfAnOlderSchemaIsReadAndContinued(int schema, @TempDir Path directory)
      throws IOException {
    Path file = unpacked(schema, directory);
    try (H2TrialStore store = H2TrialStore.openReadOnly(file)) {
      check(store, schema);
    }
    try (H2TrialStore store = H2TrialStore.open(file)) {
      check(store, schema);
      store
          .find("kept")
          .orElseThrow()
          .append(
              new TrialEvent.Started(
                  3, Assignment.of(Map.of("depth", 1L, "bits", 32L)), "random", Instant.EPOCH));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Database.SCHEMA + 1})
  void aDatabaseOfANewerSchemaIsRefused(int schema, @TempDir Path directory)
      throws IOException, SQLException {
    Path file = unpacked(Database.SCHEMA, directory);
    try (Connection connection = DriverManager.getConnection("jdbc:h2:" + file, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE \"flyway_schema_history\" SET \"version\" = '" + schema + "'");
    }
    assertThatThrownBy(() -> H2TrialStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Paretune (schema " + schema);
  }
}
