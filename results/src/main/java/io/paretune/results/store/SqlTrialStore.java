package io.paretune.results.store;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.table.Moments;
import io.paretune.results.store.table.StudyRows;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Studies in a database, one transaction a {@link io.paretune.search.trial.TrialEvent}; see {@link
 * StudyDatabase#open}. Thread-safe. An append takes the same time however many trials there are,
 * and memory only for trials that have not ended.
 *
 * <p>One writer at a time: of a file, or of each study in a server's database.
 */
public final class SqlTrialStore implements TrialStore {

  private final Database database;
  private final boolean readOnly;
  private final Clock clock;
  private final Map<String, SqlStudyLog> logs = new LinkedHashMap<>();
  private boolean closed;

  SqlTrialStore(Database database, boolean readOnly, Clock clock) {
    this.database = database;
    this.readOnly = readOnly;
    this.clock = clock;
  }

  @Override
  public synchronized StudyLog create(StudyDefinition definition) {
    return create(definition, Moments.nanos(clock.instant()), (tables, id) -> {});
  }

  /** Fills a study that was just made, in the same transaction. */
  @FunctionalInterface
  private interface Filling {
    void of(Database tables, int study) throws SQLException;
  }

  private StudyLog create(StudyDefinition definition, long nanos, Filling filling) {
    String name = definition.name();
    if (readOnly) {
      throw new IllegalStateException(
          "the store was opened for reading, got study '" + name + "' to make");
    }
    SqlStudyLog log =
        database.transaction(
            "make study '" + name + "'",
            tables -> {
              tables.engine().makeAlone(tables);
              if (row(tables, name).isPresent()) {
                throw new IllegalStateException(
                    "a study's name must be unique in its store, got '" + name + "' again");
              }
              int id = insert(tables, definition, nanos);
              filling.of(tables, id);
              // last: what fails before leaves no right to a number that others are given
              tables.engine().claim(tables, id);
              return new SqlStudyLog(tables, id, definition, false);
            });
    logs.put(name, log);
    return log;
  }

  private static int insert(Database tables, StudyDefinition definition, long nanos)
      throws SQLException {
    int id = next(tables);
    tables
        .prepare(
            "INSERT INTO study (id, name, definition, created_ns) VALUES (?, ?, ?, ?)",
            id,
            definition.name(),
            StudyDefinitionJson.write(definition),
            nanos)
        .executeUpdate();
    return id;
  }

  /**
   * Copies a study of another store, to the last bit, and makes sure that nothing is missing; all
   * of it or nothing.
   *
   * @param from which takes the right to write it
   * @throws IllegalStateException if this store has a study of that name
   */
  public synchronized void copy(SqlTrialStore from, String study) {
    from.existing(study);
    from.database.transaction(
        "copy study '" + study + "'",
        source -> {
          Row row = row(source, study).orElseThrow();
          return create(
              StudyDefinitionJson.read(row.definition()),
              row.createdNanos(),
              (target, id) -> {
                StudyRows.copy(source, row.id(), target, id);
                if (!StudyRows.digests(source, row.id()).equals(StudyRows.digests(target, id))) {
                  throw new StoreException(
                      "study '" + study + "' is not the same in " + target.engine().name());
                }
              });
        });
  }

  /** Whether this store and another, which both take the right to write it, have the same study. */
  public synchronized boolean hasSame(SqlTrialStore other, String study) {
    return log(study).isPresent()
        && other.log(study).isPresent()
        && contents(study).equals(other.contents(study));
  }

  /**
   * Whether a study began as another store's, which has none of its trials otherwise: each that
   * ended there ended here in the same way.
   */
  public synchronized boolean isContinuationOf(SqlTrialStore other, String study) {
    if (log(study).isEmpty()
        || other.log(study).isEmpty()
        || !contents(study).subList(0, 2).equals(other.contents(study).subList(0, 2))) {
      return false;
    }
    List<Trial> trials = existing(study).trials();
    return other.existing(study).trials().stream()
        .filter(trial -> trial.state().isFinished())
        .allMatch(
            trial ->
                trial.number() < trials.size() && trials.get((int) trial.number()).equals(trial));
  }

  private List<Object> contents(String study) {
    return database.transaction(
        "compare study '" + study + "'",
        tables -> {
          Row row = row(tables, study).orElseThrow();
          return List.of(
              StudyDefinitionJson.read(row.definition()),
              row.createdNanos(),
              StudyRows.digests(tables, row.id()));
        });
  }

  /** Deletes a study with all that belongs to it. */
  public synchronized void delete(String study) {
    int id = existing(study).id();
    database.transaction(
        "delete study '" + study + "'",
        tables -> {
          StudyRows.delete(tables, id);
          return id;
        });
    logs.remove(study);
    // after it: until then another could take what is about to go
    database.transaction(
        "give back study '" + study + "'",
        tables -> {
          tables.engine().release(tables, id);
          return id;
        });
  }

  @Override
  public Optional<StudyLog> find(String study) {
    return log(study).map(log -> log);
  }

  private synchronized Optional<SqlStudyLog> log(String study) {
    if (!logs.containsKey(study)) {
      database
          .transaction("find study '" + study + "'", tables -> read(tables, study))
          .ifPresent(log -> logs.put(study, log));
    }
    return Optional.ofNullable(logs.get(study));
  }

  private Optional<SqlStudyLog> read(Database tables, String study) throws SQLException {
    Optional<Row> row = row(tables, study);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    int id = row.get().id();
    if (!readOnly) {
      tables.engine().claim(tables, id);
    }
    return Optional.of(
        new SqlStudyLog(tables, id, StudyDefinitionJson.read(row.get().definition()), readOnly));
  }

  private record Row(int id, String definition, long createdNanos) {}

  private static Optional<Row> row(Database tables, String study) throws SQLException {
    try (ResultSet row =
        tables
            .prepare("SELECT id, definition, created_ns FROM study WHERE name = ?", study)
            .executeQuery()) {
      return row.next()
          ? Optional.of(new Row(row.getInt(1), row.getString(2), row.getLong(3)))
          : Optional.empty();
    }
  }

  private static int next(Database tables) throws SQLException {
    try (ResultSet row =
        tables.prepare("SELECT COALESCE(MAX(id), -1) + 1 FROM study").executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  @Override
  public List<String> studies() {
    return database.transaction("list the studies", SqlTrialStore::studies);
  }

  private static List<String> studies(Database tables) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet row = tables.prepare("SELECT name FROM study ORDER BY id").executeQuery()) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return List.copyOf(names);
  }

  @Override
  public StudyAttributes attributes(String study) {
    return new SqlStudyAttributes(database, existing(study).id(), readOnly);
  }

  @Override
  public Assessments assessments(String study) {
    return new SqlAssessments(database, existing(study).id(), readOnly);
  }

  /**
   * The numbers of the trials on a study's front, ascending, as its finished events left them.
   *
   * @throws IllegalArgumentException if there is no such study
   */
  public List<Long> front(String study) {
    return existing(study).front();
  }

  private SqlStudyLog existing(String study) {
    return log(study)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no study '" + study + "' in this store; it has " + studies()));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    database.close();
  }
}
