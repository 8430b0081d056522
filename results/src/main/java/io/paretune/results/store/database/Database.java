package io.paretune.results.store.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * One connection, its prepared statements and its transactions. Thread-safe: one at a time.
 *
 * <p>After a transaction whose outcome is unknown (a failed commit or rollback) it refuses further
 * work, so that nothing is written on top of a state that nobody knows.
 */
public final class Database implements AutoCloseable {

  private final Connection connection;
  private final Engine engine;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private boolean broken;

  /** Work inside a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Database database) throws SQLException;
  }

  /**
   * A database whose schema is the newest.
   *
   * @param connection does not commit by itself
   */
  public Database(Connection connection, Engine engine) {
    this.connection = connection;
    this.engine = engine;
  }

  /** What differs between databases. */
  public Engine engine() {
    return engine;
  }

  /**
   * Does work and commits it; if anything fails, nothing of it is kept.
   *
   * @param what for messages, as in "cannot ..."
   */
  public synchronized <T> T transaction(String what, Work<T> work) {
    if (broken) {
      throw new StoreException(
          "cannot " + what + ": an earlier write to " + engine.name() + " failed; open it anew");
    }
    T result;
    try {
      result = work.in(this);
    } catch (SQLException | RuntimeException failed) {
      rollback(failed);
      if (failed instanceof SQLException) {
        throw failure(what, failed);
      }
      throw (RuntimeException) failed;
    }
    try {
      engine.commit(connection);
      return result;
    } catch (SQLException failed) {
      broken = true;
      throw failure(what, failed);
    }
  }

  private StoreException failure(String what, Exception failed) {
    return new StoreException(
        "cannot " + what + " in " + engine.name() + ": " + failed.getMessage(), failed);
  }

  /**
   * Has the engine tidy up. The events before are kept whether or not this succeeds; if it does
   * not, what comes after is refused, as after any write of unknown outcome.
   */
  public synchronized void tidy() {
    try {
      engine.tidy(connection);
    } catch (SQLException failed) {
      broken = true;
    }
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
      statement = engine.prepare(connection, sql);
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

  @Override
  public synchronized void close() {
    try {
      engine.close(connection, broken);
    } catch (SQLException failed) {
      if (!broken) { // a broken one was told of already
        throw new StoreException(
            "cannot close " + engine.name() + ": " + failed.getMessage(), failed);
      }
    }
  }
}
