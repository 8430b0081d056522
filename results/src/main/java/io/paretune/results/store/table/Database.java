package io.paretune.results.store.table;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * One connection, its prepared statements and its transactions. Thread-safe: one at a time.
 *
 * <p>After a transaction whose outcome is unknown (a failed commit or rollback) it refuses further
 * work, so that nothing is written on top of a state that nobody knows.
 */
public final class Database implements AutoCloseable {

  /** The newest migration in {@code io/paretune/results/migration}. */
  public static final int SCHEMA = 4;

  private static final int COMMITS_TO_TIDY = 64;
  private static final int LEAST_FILL_PERCENT = 60;
  private static final int MOST_REWRITTEN_BYTES = 1 << 20;
  private static final long LARGE_BYTES = 32 << 20;

  private static final int DATABASE_ALREADY_OPEN = 90020;

  private final String name;
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private boolean broken;
  private long commits;

  /** Work inside a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Database database) throws SQLException;
  }

  private Database(String name, Connection connection) {
    this.name = name;
    this.connection = connection;
  }

  /**
   * Opens or makes the database, with the newest schema.
   *
   * @param file without {@code .mv.db}
   * @param fileSystem prefix of H2's file system, for instance {@code async:}
   */
  public static Database open(Path file, String fileSystem) {
    if (file.toString().contains(";")) {
      throw new IllegalArgumentException(
          "a database's path must not hold ';', which H2 takes for the end of it, got " + file);
    }
    // WRITE_DELAY=0: H2 otherwise keeps commits up to a second to itself. DB_CLOSE_ON_EXIT=FALSE:
    // its shutdown hook would close the database under a run that is still stopping.
    // RETENTION_TIME: how long the file keeps old chunks, that is, how long a reader's copy may
    // take.
    String url =
        "jdbc:h2:"
            + fileSystem
            + file
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;RETENTION_TIME=10000;CACHE_SIZE=16384"
            + ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";
    Connection connection = null;
    try {
      connection = DriverManager.getConnection(url, "sa", "");
      Database database = new Database(file.toString(), connection);
      database.migrate(url);
      connection.setAutoCommit(false);
      return database;
    } catch (SQLException | FlywayException failed) {
      StoreException told = opening(file, failed);
      if (connection != null) {
        try {
          connection.close();
        } catch (SQLException alsoFailed) {
          told.addSuppressed(alsoFailed);
        }
      }
      throw told;
    }
  }

  /**
   * Opens a database for reading where it lies, though another process may hold and write it: as it
   * is at this moment, without a copy. H2 leaves old chunks of the file alone for ten seconds; who
   * reads longer than that beside a writer may find them overwritten, and gets an exception.
   *
   * @param file without {@code .mv.db}
   * @throws StoreException if it cannot be read, or is of another schema than {@link #SCHEMA}
   */
  public static Database openBeside(Path file) {
    if (file.toString().contains(";")) {
      throw new IllegalArgumentException(
          "a database's path must not hold ';', which H2 takes for the end of it, got " + file);
    }
    UnlockedFiles.register();
    String url =
        "jdbc:h2:"
            + UnlockedFiles.SCHEME
            + ":"
            + file
            + ";OPEN_NEW=TRUE;ACCESS_MODE_DATA=r;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096"
            + ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";
    try {
      Connection connection = DriverManager.getConnection(url, "sa", "");
      try {
        Database database = new Database(file.toString(), connection);
        database.requireSchema();
        connection.setAutoCommit(false);
        return database;
      } catch (SQLException | RuntimeException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException | MVStoreException failed) {
      throw new StoreException("cannot read the study database " + file + ": " + failed, failed);
    }
  }

  private void requireSchema() throws SQLException {
    int version = version();
    if (version != SCHEMA) {
      connection.close();
      throw version > SCHEMA
          ? newer(version)
          : new StoreException("the study database " + name + " has schema " + version);
    }
  }

  private StoreException newer(int version) {
    return new StoreException(
        "the study database "
            + name
            + " was written by a newer Paretune (schema "
            + version
            + ", this one knows "
            + SCHEMA
            + "); use that one");
  }

  private static StoreException opening(Path file, Exception failed) {
    if (failed instanceof SQLException sql && sql.getErrorCode() == DATABASE_ALREADY_OPEN) {
      return new StoreHeldException(
          "the study database " + file + " is held by another process; close it there first",
          java.util.OptionalLong.empty());
    }
    return new StoreException("cannot open the study database " + file + ": " + failed, failed);
  }

  private void migrate(String url) throws SQLException {
    int version = version();
    if (version > SCHEMA) {
      throw newer(version);
    }
    if (version < SCHEMA) { // Flyway takes half a second to wake up: only when there is work
      Flyway.configure()
          .dataSource(url, "sa", "")
          .loggers("slf4j")
          .locations("classpath:io/paretune/results/migration")
          .javaMigrations(new AttributeMigration())
          .load()
          .migrate();
    }
  }

  private int version() throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "flyway_schema_history", null)) {
      if (!tables.next()) {
        return 0;
      }
    }
    try (PreparedStatement newest =
            connection.prepareStatement(
                "SELECT MAX(CAST(\"version\" AS INTEGER)) FROM \"flyway_schema_history\""
                    + " WHERE \"success\"");
        ResultSet row = newest.executeQuery()) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /**
   * Does work and commits it; if anything fails, nothing of it is kept.
   *
   * @param what for messages, as in "cannot ..."
   */
  public synchronized <T> T transaction(String what, Work<T> work) {
    if (broken) {
      throw new StoreException(
          "cannot " + what + ": an earlier write to " + name + " failed; open it anew");
    }
    T result;
    try {
      result = work.in(this);
    } catch (SQLException | RuntimeException failed) {
      rollback(failed);
      if (failed instanceof SQLException) {
        throw new StoreException(
            "cannot " + what + " in " + name + ": " + failed.getMessage(), failed);
      }
      throw (RuntimeException) failed;
    }
    try {
      connection.commit();
      return result;
    } catch (SQLException failed) {
      broken = true;
      throw new StoreException(
          "cannot " + what + " in " + name + ": " + failed.getMessage(), failed);
    }
  }

  /**
   * Has H2 rewrite chunks that hold little of use any more, so that their space is free once they
   * are older than its retention time: without a write delay it never does so by itself, and a
   * checkpoint does not do it either, so that the file would grow by 10 to 16 KB an event for ever.
   *
   * <p>The events before are kept whether or not this succeeds; if it does not, what comes after is
   * refused, as after any write of unknown outcome.
   */
  public synchronized void tidy() {
    if (++commits % COMMITS_TO_TIDY != 0) {
      return;
    }
    try {
      pages().compact(LEAST_FILL_PERCENT, MOST_REWRITTEN_BYTES);
    } catch (SQLException | MVStoreException failed) {
      broken = true;
    }
  }

  /** What H2's SQL has no word for: its pages and their file. */
  private MVStore pages() throws SQLException {
    SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    return session.getDatabase().getStore().getMvStore();
  }

  private void rollback(Exception because) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      broken = true;
      because.addSuppressed(alsoFailed);
    }
  }

  /** The statement of some SQL, prepared once; only inside a transaction. */
  public PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  /** The statement of some SQL with its parameters set. */
  public PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** Whether the file is large and at most half of it is of use. */
  private boolean mostlyUnused() throws SQLException {
    FileStore<?> file = pages().getFileStore();
    double used = file.getFillRate() / 100.0 * file.getChunksFillRate() / 100.0;
    return file.size() > LARGE_BYTES && used < 0.5;
  }

  /**
   * Closes the file. One that was written to, is large and mostly unused is made as small as it can
   * be, in time proportional to what it holds: a second for 10,000 trials.
   */
  @Override
  public synchronized void close() {
    try {
      if (!connection.isClosed() && !broken && commits > 0 && mostlyUnused()) {
        try (Statement shutdown = connection.createStatement()) {
          // into a file beside it, which then takes its place: safe against a kill
          shutdown.execute("SHUTDOWN COMPACT");
        }
      }
      connection.close();
    } catch (SQLException failed) {
      if (!broken) { // a broken one was told of already
        throw new StoreException("cannot close " + name + ": " + failed.getMessage(), failed);
      }
    }
  }
}
