package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.table.Schema;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
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
import org.junit.jupiter.api.Test;
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

  @Test
  void whatEarlierRunsKeptOfTrialsAsAttributesBecomesAssessmentsAndCaveats(@TempDir Path directory)
      throws IOException, SQLException {
    Path file = unpacked(2, directory);
    try (Connection connection = DriverManager.getConnection("jdbc:h2:" + file, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO study_attribute VALUES (0, 7, 'test-accuracy.trial-0',"
              + " '0.30000000000000004'), (0, 8, 'latency-again.trial-0', '"
              + "{\"medianMs\":1.5,\"lowMs\":1.4,\"highMs\":1.6,\"firstMs\":1.45,\"secondMs\":1.55,\"stable\":false,\"reason\":\"too"
              + " far apart\",\"fingerprint\":\"abc\",\"samples\":[\"one\",\"two\"]}')");
      statement.execute("DELETE FROM provenance WHERE trial = 0");
      statement.execute(
          "INSERT INTO provenance VALUES (0, 0, 0, 'latency.stable', 'false'),"
              + " (0, 0, 1, 'latency.reason', 'a neighbour')");
      statement.execute(
          "INSERT INTO measurement VALUES (0, 0, 90, 'latency-ms.p90', 2.0, 4611686018427387904)");
    }
    try (H2TrialStore store = H2TrialStore.openReadOnly(file)) {
      checkAssessed(store);
    }
    try (H2TrialStore store = H2TrialStore.open(file)) {
      checkAssessed(store);
      checkStudy(store);
    }
  }

  private static void checkStudy(H2TrialStore store) {
    assertThat(store.attributes("kept").all()).isEqualTo(Map.of("fingerprint", "abc"));
    assertThat(store.find("kept").orElseThrow().trials()).hasSize(3);
  }

  private static void checkAssessed(H2TrialStore store) {
    List<Assessment> found = store.assessments("kept").all().get(0L);
    assertThat(found)
        .containsExactly(
            new Assessment(
                Assessment.Kind.TEST_SPLIT, Map.of("test-accuracy", 0.1 + 0.2), Map.of(), ""),
            new Assessment(
                Assessment.Kind.MEASURED_AGAIN,
                Map.of(
                    "latency-ms", 1.5,
                    "latency-ms.low", 1.4,
                    "latency-ms.high", 1.6,
                    "latency-ms.first", 1.45,
                    "latency-ms.second", 1.55),
                Map.of(
                    "samples.1", "one",
                    "samples.2", "two",
                    "caveat.latency-ms", "unstable: too far apart"),
                "abc"));
    Trial trial = store.find("kept").orElseThrow().trials().get(0);
    assertThat(trial.measurement().orElseThrow().caveat("latency-ms.p90"))
        .contains(new Caveat("latency-ms.p90", Caveat.Kind.UNSTABLE, "a neighbour"));
    assertThat(trial.measurement().orElseThrow().caveat("accuracy")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {Schema.NEWEST + 1})
  void aDatabaseOfANewerSchemaIsRefused(int schema, @TempDir Path directory)
      throws IOException, SQLException {
    Path file = unpacked(2, directory);
    H2TrialStore.open(file).close(); // brings it to the newest
    try (Connection connection = DriverManager.getConnection("jdbc:h2:" + file, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE \"flyway_schema_history\" SET \"version\" = '" + schema + "'");
    }
    assertThatThrownBy(() -> H2TrialStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Paretune (schema " + schema);
  }
}
