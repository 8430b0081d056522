package io.paretune.experiments.page.follow;

import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.results.store.StudyDatabase;
import io.paretune.results.store.StudyView;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreRefusedException;
import io.paretune.results.store.database.StudyPlace;
import io.paretune.search.study.WarmStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A database that is shown.
 *
 * @param path as it was given: the run's directory, the database file, or its address
 * @param database where it is, and the study that is shown; all of them if none is named
 * @param run the directory, if it is a run's
 * @param own whether this process is the one that writes to it
 */
public record PageSource(
    String path, StudyDatabase database, Optional<RunDirectory> run, boolean own) {

  /**
   * A run's directory, the database of a study made from Java, or the address of a server's.
   *
   * @throws IllegalArgumentException if it is none of them, or cannot be read
   */
  public static PageSource of(String path) {
    if (StudyDatabase.isOfServer(path)) {
      return readable(new PageSource(path, StudyDatabase.of(path), Optional.empty(), false));
    }
    if (StudyDatabase.isFile(path)) {
      if (!Files.isRegularFile(Path.of(path))) {
        throw new IllegalArgumentException("there is no file " + path);
      }
      return readable(new PageSource(path, StudyDatabase.of(path), Optional.empty(), false));
    }
    RunDirectory run = new RunDirectory(Path.of(path)).requireRun();
    return readable(new PageSource(path, run.studies(), Optional.of(run), false));
  }

  /** The directory of a run that this process writes, whose database may not exist yet. */
  public static PageSource ofOwn(RunDirectory run) {
    return new PageSource(run.path().toString(), run.studies(), Optional.of(run), true);
  }

  private static PageSource readable(PageSource source) {
    try {
      if (source.database().place().exists()) {
        source.open().close();
      }
      return source;
    } catch (StoreRefusedException refused) {
      throw new IllegalArgumentException(String.valueOf(refused.getMessage()), refused);
    } catch (StoreException unreadable) {
      throw new IllegalArgumentException(
          source.path() + " cannot be read as a study's database: it is damaged or something else",
          unreadable);
    }
  }

  /** What the database holds at this moment. */
  public StudyView open() {
    return studies().view();
  }

  /** A run of this process may find its place only when it begins. */
  private StudyDatabase studies() {
    return own ? run.map(RunDirectory::studies).orElse(database) : database;
  }

  /** Whether a study is to be shown. */
  boolean shows(String study) {
    // what a study was started with lies beside it
    return !WarmStart.isKept(study)
        && studies().study().map(named -> named.equals(study)).orElse(true);
  }

  /** Whether a process that lives says that it writes to a study. */
  public boolean running(String study) {
    StudyPlace place = studies().place();
    return own ? place.isWrittenHere(study) : place.isWritten(study);
  }

  /** A text that is another after each write; empty if there is no database. */
  Optional<String> stamp() {
    return studies().place().stamp();
  }
}
