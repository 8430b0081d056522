package io.paretune.results.store;

import io.paretune.results.store.table.Database;
import io.paretune.results.store.table.Moments;
import io.paretune.results.store.table.StoreException;
import io.paretune.results.store.table.StoreHeldException;
import io.paretune.results.store.table.WriteLock;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.TrialStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Studies in an embedded H2 database, one transaction a {@link
 * io.paretune.search.trial.TrialEvent}.
 *
 * <p><b>What is promised.</b> When {@code append} returns, the event is with the operating system:
 * it survives the death of the process, {@code kill -9} included. It is not forced to the disk, so
 * a power cut or a crash of the operating system may take the last seconds; the database is then as
 * it was a moment before, never in between two events.
 *
 * <p><b>Who may open it.</b> One writer at a time, whose process id stands in {@code FILE.lock};
 * any number of readers beside it, each on its own copy ({@link #openReadOnly}). Thread-safe. An
 * append takes the same time however many trials there are, and memory only for trials that have
 * not ended.
 */
public final class H2TrialStore implements TrialStore {

  /** What H2 appends to a database's path. */
  public static final String SUFFIX = ".mv.db";

  /** Files of H2 that an interrupted thread does not close, unlike its default. */
  private static final String FILE_SYSTEM = "async:";

  private final Database database;
  private final Runnable release;
  private final boolean readOnly;
  private final Clock clock;
  private final Map<String, H2StudyLog> logs = new LinkedHashMap<>();
  private boolean closed;

  private H2TrialStore(Database database, Runnable release, boolean readOnly, Clock clock) {
    this.database = database;
    this.release = release;
    this.readOnly = readOnly;
    this.clock = clock;
  }

  /**
   * Opens a database for writing; makes it if it does not exist, and brings an older one to the
   * newest schema.
   *
   * @param file without {@code .mv.db}
   * @throws StoreHeldException if another process writes to it, naming its process id
   * @throws StoreException if it cannot be read or made
   */
  public static H2TrialStore open(Path file) {
    return open(file, FILE_SYSTEM, Clock.systemUTC());
  }

  /** As {@link #open(Path)}, with a file system of H2 and a clock. */
  static H2TrialStore open(Path file, String fileSystem, Clock clock) {
    Path absolute = file.toAbsolutePath().normalize();
    WriteLock lock = WriteLock.acquire(absolute, Path.of(absolute + ".lock"));
    try {
      return new H2TrialStore(Database.open(absolute, fileSystem), lock::close, false, clock);
    } catch (RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  /**
   * Opens a database for reading, as it is now; whether or not a run is writing to it. Later events
   * are not seen: open it again.
   *
   * @param file without {@code .mv.db}
   * @throws StoreException if there is none or it cannot be read
   */
  public static H2TrialStore openReadOnly(Path file) {
    Snapshot snapshot = Snapshot.of(file.toAbsolutePath().normalize());
    return new H2TrialStore(snapshot.database(), snapshot::close, true, Clock.systemUTC());
  }

  /** Whether there is a database. */
  public static boolean exists(Path file) {
    return Files.isRegularFile(Path.of(file + SUFFIX));
  }

  @Override
  public synchronized StudyLog create(StudyDefinition definition) {
    if (readOnly) {
      throw new IllegalStateException(
          "the store was opened for reading, got study '" + definition.name() + "' to make");
    }
    if (find(definition.name()).isPresent()) {
      throw new IllegalStateException(
          "a study's name must be unique in its store, got '" + definition.name() + "' again");
    }
    H2StudyLog log =
        database.transaction(
            "make study '" + definition.name() + "'",
            tables -> {
              int id = studies(tables).size();
              tables
                  .prepare(
                      "INSERT INTO study (id, name, definition, created_ns) VALUES (?, ?, ?, ?)",
                      id,
                      definition.name(),
                      StudyDefinitionJson.write(definition),
                      Moments.nanos(clock.instant()))
                  .executeUpdate();
              return new H2StudyLog(tables, id, definition, false);
            });
    logs.put(definition.name(), log);
    return log;
  }

  @Override
  public Optional<StudyLog> find(String study) {
    return log(study).map(log -> log);
  }

  private synchronized Optional<H2StudyLog> log(String study) {
    if (!logs.containsKey(study)) {
      database
          .transaction("find study '" + study + "'", tables -> read(tables, study))
          .ifPresent(log -> logs.put(study, log));
    }
    return Optional.ofNullable(logs.get(study));
  }

  private Optional<H2StudyLog> read(Database tables, String study) throws SQLException {
    int id;
    String definition;
    try (ResultSet row =
        tables.prepare("SELECT id, definition FROM study WHERE name = ?", study).executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      id = row.getInt(1);
      definition = row.getString(2);
    }
    return Optional.of(new H2StudyLog(tables, id, StudyDefinitionJson.read(definition), readOnly));
  }

  @Override
  public List<String> studies() {
    return database.transaction("list the studies", H2TrialStore::studies);
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
    return new H2StudyAttributes(database, existing(study).id(), readOnly);
  }

  @Override
  public Assessments assessments(String study) {
    return new H2Assessments(database, existing(study).id(), readOnly);
  }

  /**
   * The numbers of the trials on a study's front, ascending, as its finished events left them.
   *
   * @throws IllegalArgumentException if there is no such study
   */
  public List<Long> front(String study) {
    return existing(study).front();
  }

  private H2StudyLog existing(String study) {
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
    try {
      database.close();
    } finally {
      release.run();
    }
  }
}
