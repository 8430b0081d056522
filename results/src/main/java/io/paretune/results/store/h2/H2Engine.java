package io.paretune.results.store.h2;

import io.paretune.results.store.database.Engine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * H2 in this process.
 *
 * <p>Without a write delay it never tidies up by itself, and a checkpoint does not do it either, so
 * that the file would grow by 10 to 16 KB an event for ever: chunks that hold little of use any
 * more are rewritten, so that their space is free once they are older than the retention time.
 */
final class H2Engine implements Engine {

  private static final int COMMITS_TO_TIDY = 64;
  private static final int LEAST_FILL_PERCENT = 60;
  private static final int MOST_REWRITTEN_BYTES = 1 << 20;
  private static final long LARGE_BYTES = 32 << 20;

  private final Path file;
  private final Runnable release;
  private long commits;

  /**
   * @param file without {@code .mv.db}
   * @param release what to do when it is closed
   */
  H2Engine(Path file, Runnable release) {
    this.file = file;
    this.release = release;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void tidy(Connection connection) throws SQLException {
    if (++commits % COMMITS_TO_TIDY != 0) {
      return;
    }
    try {
      pages(connection).compact(LEAST_FILL_PERCENT, MOST_REWRITTEN_BYTES);
    } catch (MVStoreException failed) {
      throw new SQLException(failed);
    }
  }

  /** What H2's SQL has no word for: its pages and their file. */
  private static MVStore pages(Connection connection) throws SQLException {
    SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    return session.getDatabase().getStore().getMvStore();
  }

  /** Whether the file is large and at most half of it is of use. */
  private static boolean mostlyUnused(Connection connection) throws SQLException {
    FileStore<?> store = pages(connection).getFileStore();
    double used = store.getFillRate() / 100.0 * store.getChunksFillRate() / 100.0;
    return store.size() > LARGE_BYTES && used < 0.5;
  }

  /**
   * Closes the file. One that was written to, is large and mostly unused is made as small as it can
   * be, in time proportional to what it holds: a second for 10,000 trials.
   */
  @Override
  public void close(Connection connection, boolean broken) throws SQLException {
    try {
      if (!connection.isClosed() && !broken && commits > 0 && mostlyUnused(connection)) {
        try (Statement shutdown = connection.createStatement()) {
          // into a file beside it, which then takes its place: safe against a kill
          shutdown.execute("SHUTDOWN COMPACT");
        }
      }
      connection.close();
    } finally {
      release.run();
    }
  }
}
