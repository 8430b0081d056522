package io.paretune.experiments.page.follow;

import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.results.store.H2TrialStore;
import io.paretune.results.store.StudyView;
import io.paretune.results.store.table.StoreException;
import io.paretune.results.store.table.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A database that is shown.
 *
 * @param path as it was given: the run's directory, or the database file
 * @param database without H2's suffix
 * @param run the directory, if it is a run's
 * @param own whether this process is the one that writes to it
 */
public record PageSource(Path path, Path database, Optional<RunDirectory> run, boolean own) {

  /**
   * A run's directory, or the database of a study made from Java.
   *
   * @throws IllegalArgumentException if it is neither, or cannot be read
   */
  public static PageSource of(Path path) {
    PageSource source;
    if (path.toString().endsWith(H2TrialStore.SUFFIX)) {
      if (!Files.isRegularFile(path)) {
        throw new IllegalArgumentException("there is no file " + path);
      }
      String text = path.toString();
      source =
          new PageSource(
              path,
              Path.of(text.substring(0, text.length() - H2TrialStore.SUFFIX.length())),
              Optional.empty(),
              false);
    } else {
      RunDirectory run = new RunDirectory(path).requireRun();
      source = new PageSource(path, run.database(), Optional.of(run), false);
    }
    if (Files.exists(source.file())) {
      source.requireReadable();
    }
    return source;
  }

  /** The directory of a run that this process writes, whose database may not exist yet. */
  public static PageSource ofOwn(RunDirectory run) {
    return new PageSource(run.path(), run.database(), Optional.of(run), true);
  }

  private void requireReadable() {
    try {
      open().close();
    } catch (StoreException unreadable) {
      String message = String.valueOf(unreadable.getMessage());
      throw new IllegalArgumentException(
          message.contains("newer Paretune")
              ? message
              : path + " cannot be read as a study's database: it is damaged or something else",
          unreadable);
    }
  }

  /** The file of the database. */
  Path file() {
    return Path.of(database + H2TrialStore.SUFFIX);
  }

  /** What the database holds at this moment. */
  public StudyView open() {
    try {
      return StudyView.open(database);
    } catch (StoreException olderOrRewritten) {
      return StudyView.openCopy(database);
    }
  }

  /** Whether a process that lives says that it writes to the database. */
  public boolean running() {
    Path lock = Path.of(database + ".lock").toAbsolutePath().normalize();
    if (own || WriteLock.isHeldHere(lock)) {
      // to open and close the file here would let go of the run's own lock
      return WriteLock.isHeldHere(lock);
    }
    try {
      if (!Files.isRegularFile(lock) || Files.size(lock) > 32) {
        return false;
      }
      String pid = Files.readString(lock).strip();
      return pid.matches("\\d{1,18}")
          && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    } catch (IOException gone) {
      return false;
    }
  }

  /** A number that is another after each write; empty if there is no file. */
  Optional<String> stamp() {
    try {
      return Optional.of(Files.getLastModifiedTime(file()) + "/" + Files.size(file()));
    } catch (IOException missing) {
      return Optional.empty();
    }
  }
}
