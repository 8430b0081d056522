package io.paretune.results.store.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection, its prepared statements and its transactions. Thread-safe: one at a time.
 *
 * <p>Work may be {@linkplain #enter entered} by many threads, each of which then waits in {@link
 * #flush}: one of them commits for all, since a commit costs as much for fifty as for one.
 *
 * <p>After a transaction whose outcome is unknown (a failed commit or rollback) it refuses further
 * work, so that nothing is written on top of a state that nobody knows.
 */
public final class Database implements AutoCloseable {

  /** How long who commits waits for others, if others are there: less than a commit takes. */
  private static final long GATHERING_NANOS = 2_000_000;

  private final Connection connection;
  private final Engine engine;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final Group group = new Group();
  private long entered;
  private volatile boolean broken;

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
    commitEntered();
    T result = tried(what, work);
    commit(what);
    return result;
  }

  /**
   * Does work that is kept once {@link #flush} has returned, with all that was entered before; what
   * fails takes that along, and the database refuses further work.
   *
   * @param what for messages, as in "cannot ..."
   */
  public synchronized <T> T enter(String what, Work<T> work) {
    try {
      T result = tried(what, work);
      entered++;
      return result;
    } catch (RuntimeException failed) {
      broken |= entered > group.committed();
      throw failed;
    }
  }

  /** Waits until all that was entered before is committed. */
  public void flush() {
    long wanted;
    synchronized (this) {
      requireSound("keep what was told");
      wanted = entered;
    }
    while (group.leads(wanted, () -> broken)) {
      try {
        if (group.hasOthers()) {
          LockSupport.parkNanos(GATHERING_NANOS);
        }
        commitEntered();
      } finally {
        group.led();
      }
      tidy();
    }
    if (group.committed() < wanted) {
      requireSound("keep what was told");
    }
  }

  private synchronized void commitEntered() {
    if (entered > group.committed()) {
      requireSound("keep what was told");
      commit("keep what was told");
    }
  }

  /**
   * Refuses if an earlier write failed.
   *
   * @param what for messages, as in "cannot ..."
   */
  public void requireSound(String what) {
    if (broken) {
      throw new StoreException(
          "cannot " + what + ": an earlier write to " + engine.name() + " failed; open it anew");
    }
  }

  private <T> T tried(String what, Work<T> work) {
    requireSound(what);
    try {
      return work.in(this);
    } catch (SQLException failed) {
      rollback(failed);
      throw failure(what, failed);
    } catch (RuntimeException failed) {
      rollback(failed);
      throw failed;
    }
  }

  private void commit(String what) {
    try {
      engine.commit(connection);
      group.committed(entered);
    } catch (SQLException failed) {
      broken = true;
      throw failure(what, failed);
    }
  }

  private StoreException failure(String what, Exception failed) {
    return StoreException.because("cannot " + what + " in " + engine.name(), failed);
  }

  /**
   * Has the engine tidy up. The events before are kept whether or not this succeeds; if it does
   * not, what comes after is refused, as after any write of unknown outcome.
   */
  private synchronized void tidy() {
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
        throw StoreException.because("cannot close " + engine.name(), failed);
      }
    }
  }
}
