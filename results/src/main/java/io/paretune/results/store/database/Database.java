package io.paretune.results.store.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection, its prepared statements and its transactions. Thread-safe: one at a time.
 *
 * <p>Work may be {@linkplain #enter entered} by many threads, each of which then waits in {@link
 * #flush}: one of them commits for all, since a commit costs as much for fifty as for one.
 *
 * <p>A connection that is lost is replaced if the engine has another: what was not kept is done
 * again, so that work may be done more than once, and kept once. After a transaction whose outcome
 * stays unknown (a failed commit or rollback) it refuses further work, so that nothing is written
 * on top of a state that nobody knows.
 */
public final class Database implements AutoCloseable {

  /** How long who commits waits for others, if others are there: less than a commit takes. */
  private static final long GATHERING_NANOS = 2_000_000;

  /** Connections that may be lost between two commits until it is taken for no accident. */
  private static final int MOST_LOSSES = 20;

  private final Engine engine;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final Group group = new Group();
  private final List<Work<?>> unkept = new ArrayList<>();
  private Connection connection;
  private int losses;
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
    T result;
    do {
      result = tried(what, work);
    } while (!committed(what));
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
      unkept.add(work);
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
    while (entered > group.committed()) {
      requireSound("keep what was told");
      if (committed("keep what was told")) {
        return;
      }
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
    while (true) {
      try {
        return work.in(this);
      } catch (SQLException failed) {
        if (!engine.isLost(connection, failed)) {
          rollback(failed);
          throw failure(what, failed);
        }
        reconnect(what, failed);
      } catch (RuntimeException failed) {
        rollback(failed);
        throw failed;
      }
    }
  }

  /**
   * Commits.
   *
   * @return false if the connection was lost and nothing was kept: what was entered is done again,
   *     the rest is for the caller to do
   */
  private boolean committed(String what) {
    try {
      engine.commit(connection);
    } catch (SQLException failed) {
      if (!reconnect(what, failed)) {
        return false;
      }
    }
    losses = 0;
    unkept.clear();
    group.committed(entered);
    return true;
  }

  /**
   * Goes on over another connection, with all that was entered.
   *
   * @return whether what was being committed is kept
   */
  private boolean reconnect(String what, SQLException lost) {
    SQLException why = lost;
    boolean kept = false;
    while (losses < MOST_LOSSES && engine.isLost(connection, why)) {
      losses++;
      try {
        Engine.Reopened again = engine.reopened(connection, why);
        connection = again.connection();
        prepared.clear();
        kept |= again.kept();
        for (Work<?> work : kept ? List.<Work<?>>of() : unkept) {
          work.in(this);
        }
        return kept;
      } catch (SQLException failed) {
        why = failed;
      } catch (RuntimeException gone) {
        broken = true;
        throw gone;
      }
    }
    broken = true;
    throw failure(what, why);
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
      engine.rollback(connection);
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
