package io.paretune.results.store;

import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreHeldException;
import io.paretune.results.store.h2.H2File;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.TrialStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Studies in a file of an embedded H2 database, one transaction a {@link
 * io.paretune.search.trial.TrialEvent}. For other places see {@link StudyDatabase}.
 *
 * <p><b>What is promised.</b> When {@code append} returns, the event is with the operating system:
 * it survives the death of the process, {@code kill -9} included. It is not forced to the disk, so
 * a power cut or a crash of the operating system may take the last seconds; the database is then as
 * it was a moment before, never in between two events.
 *
 * <p><b>Who may open it.</b> One writer at a time, whose process id stands in {@code FILE.lock};
 * any number of readers beside it, each on its own copy ({@link #openReadOnly}). Thread-safe.
 */
public final class H2TrialStore implements TrialStore {

  /** What H2 appends to a database's path. */
  public static final String SUFFIX = H2File.SUFFIX;

  private final SqlTrialStore store;

  private H2TrialStore(SqlTrialStore store) {
    this.store = store;
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
    return open(H2File.of(file), Clock.systemUTC());
  }

  static H2TrialStore open(H2File file, Clock clock) {
    return new H2TrialStore(new SqlTrialStore(file.open(), false, clock));
  }

  /**
   * Opens a database for reading, as it is now; whether or not a run is writing to it. Later events
   * are not seen: open it again.
   *
   * @param file without {@code .mv.db}
   * @throws StoreException if there is none or it cannot be read
   */
  public static H2TrialStore openReadOnly(Path file) {
    return new H2TrialStore(StudyDatabase.at(file).openReadOnly());
  }

  /** Whether there is a database. */
  public static boolean exists(Path file) {
    return H2File.of(file).exists();
  }

  @Override
  public StudyLog create(StudyDefinition definition) {
    return store.create(definition);
  }

  @Override
  public Optional<StudyLog> find(String study) {
    return store.find(study);
  }

  @Override
  public List<String> studies() {
    return store.studies();
  }

  @Override
  public StudyAttributes attributes(String study) {
    return store.attributes(study);
  }

  @Override
  public Assessments assessments(String study) {
    return store.assessments(study);
  }

  /** See {@link SqlTrialStore#front}. */
  public List<Long> front(String study) {
    return store.front(study);
  }

  @Override
  public void close() {
    store.close();
  }
}
