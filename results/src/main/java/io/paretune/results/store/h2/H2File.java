package io.paretune.results.store.h2;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreHeldException;
import io.paretune.results.store.database.StudyPlace;
import io.paretune.results.store.table.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.h2.mvstore.MVStoreException;

/**
 * A file of an embedded H2.
 *
 * @param path without {@code .mv.db}, absolute and normalised
 * @param fileSystem prefix of H2's file system for writing, for instance {@code async:}
 */
public record H2File(Path path, String fileSystem) implements StudyPlace {

  /** What H2 appends to a database's path. */
  public static final String SUFFIX = ".mv.db";

  /** Files of H2 that an interrupted thread does not close, unlike its default. */
  private static final String UNINTERRUPTED = "async:";

  private static final int DATABASE_ALREADY_OPEN = 90020;
  private static final String USER = "sa";
  private static final String QUIET = ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";

  /** Makes the path absolute. */
  public H2File {
    path = path.toAbsolutePath().normalize();
  }

  /**
   * A file.
   *
   * @param path without {@code .mv.db}
   */
  public static H2File of(Path path) {
    return new H2File(path, UNINTERRUPTED);
  }

  /** The file itself. */
  public Path file() {
    return Path.of(path + SUFFIX);
  }

  private Path lock() {
    return Path.of(path + ".lock");
  }

  @Override
  public Database open() {
    WriteLock lock = WriteLock.acquire(path, lock());
    try {
      return open(path, path, fileSystem, lock::close);
    } catch (RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  @Override
  public Database openToRead() {
    return Snapshot.of(file());
  }

  /**
   * Opens or makes the database, with the newest schema.
   *
   * @param named what messages call the file
   */
  static Database open(Path file, Path named, String fileSystem, Runnable release) {
    requireUsable(file);
    // WRITE_DELAY=0: H2 otherwise keeps commits up to a second to itself. DB_CLOSE_ON_EXIT=FALSE:
    // its shutdown hook would close the database under a run that is still stopping.
    // RETENTION_TIME: how long the file keeps old chunks, that is, how long a reader's copy may
    // take.
    String url =
        "jdbc:h2:"
            + fileSystem
            + file
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;RETENTION_TIME=10000;CACHE_SIZE=16384"
            + QUIET;
    Path content = Path.of(file + SUFFIX);
    boolean isNew = !Files.exists(content);
    Connection connection = null;
    try {
      connection = DriverManager.getConnection(url, USER, "");
      Schema.migrate(named.toString(), connection, new Schema.Access(url, USER, ""));
      connection.setAutoCommit(false);
      return new Database(connection, new H2Engine(named, release));
    } catch (SQLException | StoreException failed) {
      StoreException told = opening(named, failed);
      if (connection != null) {
        try {
          connection.close();
        } catch (SQLException alsoFailed) {
          told.addSuppressed(alsoFailed);
        }
      }
      if (isNew) {
        forget(content, told);
      }
      throw told;
    }
  }

  /** Half of its tables would be in the way of the next who tries. */
  private static void forget(Path halfMade, StoreException told) {
    try {
      Files.deleteIfExists(halfMade);
    } catch (IOException alsoFailed) {
      told.addSuppressed(alsoFailed);
    }
  }

  private static void requireUsable(Path file) {
    if (file.toString().contains(";")) {
      throw new IllegalArgumentException(
          "a database's path must not hold ';', which H2 takes for the end of it, got " + file);
    }
  }

  private static StoreException opening(Path file, Exception failed) {
    if (failed instanceof StoreException told) {
      return told;
    }
    if (failed instanceof SQLException sql && sql.getErrorCode() == DATABASE_ALREADY_OPEN) {
      return new StoreHeldException(
          "the study database " + file + " is held by another process; close it there first",
          OptionalLong.empty());
    }
    return StoreException.because("cannot open the study database " + file, failed);
  }

  /**
   * Opens the database for reading where it lies, though another process may hold and write it: as
   * it is at this moment, without a copy. H2 leaves old chunks of the file alone for ten seconds;
   * who reads longer than that beside a writer may find them overwritten, and gets an exception.
   *
   * @throws StoreException if it cannot be read, or is of another schema than the newest
   */
  @Override
  public Database openBriefly() {
    requireUsable(path);
    UnlockedFiles.register();
    String url =
        "jdbc:h2:"
            + UnlockedFiles.SCHEME
            + ":"
            + path
            + ";OPEN_NEW=TRUE;ACCESS_MODE_DATA=r;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096"
            + QUIET;
    try {
      Connection connection = DriverManager.getConnection(url, USER, "");
      try {
        Schema.require(path.toString(), connection);
        connection.setAutoCommit(false);
        return new Database(connection, new H2Engine(path, () -> {}));
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException | MVStoreException failed) {
      throw new StoreException("cannot read the study database " + path + ": " + failed, failed);
    }
  }

  @Override
  public boolean exists() {
    return Files.isRegularFile(file());
  }

  @Override
  public Optional<String> stamp() {
    try {
      return Optional.of(Files.getLastModifiedTime(file()) + "/" + Files.size(file()));
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  /** Whether a process that lives says that it writes to the file, whichever the study. */
  @Override
  public boolean isWritten(String study) {
    if (isWrittenHere(study)) {
      return true;
    }
    try {
      if (!Files.isRegularFile(lock()) || Files.size(lock()) > 32) {
        return false;
      }
      String pid = Files.readString(lock()).strip();
      return pid.matches("\\d{1,18}")
          && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    } catch (IOException gone) {
      return false;
    }
  }

  /** To open and close the lock's file here would let go of this process's own lock. */
  @Override
  public boolean isWrittenHere(String study) {
    return WriteLock.isHeldHere(lock());
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
