package io.paretune.results.store.postgres;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.Engine;
import io.paretune.results.store.database.StoreHeldException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * A session of a server. The right to write a study is an advisory lock of the session, which the
 * server gives back when the session ends, however it ends; what is written goes through the same
 * session, so that who has lost the lock cannot write any more.
 *
 * @param name of the database, for messages
 * @param moment whether it reads one moment, in one transaction
 */
record PostgresEngine(String name, boolean moment) implements Engine {

  /**
   * The first number of our locks: "PARE" and the table of the studies, since a database may have
   * one in each schema. The second is the study's.
   */
  private static final String LOCKS = "(1346454085 # CAST(CAST('study' AS regclass) AS int))";

  private static final int MAKING = -1;

  @Override
  public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    return ExactText.of(connection.prepareStatement(sql));
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    if (!moment) {
      connection.commit();
    }
  }

  @Override
  public void makeAlone(Database database) throws SQLException {
    database
        .prepare("SELECT pg_advisory_xact_lock(" + LOCKS + ", ?)", MAKING)
        .executeQuery()
        .close();
  }

  @Override
  public void claim(Database database, int study) throws SQLException {
    try (ResultSet row =
        database.prepare("SELECT pg_try_advisory_lock(" + LOCKS + ", ?)", study).executeQuery()) {
      row.next();
      if (row.getBoolean(1)) {
        return;
      }
    }
    String named = "study " + study;
    try (ResultSet row =
        database.prepare("SELECT name FROM study WHERE id = ?", study).executeQuery()) {
      named = row.next() ? "study '" + row.getString(1) + "'" : named;
    }
    throw new StoreHeldException(
        named
            + " in "
            + name
            + " is being written by "
            + holder(database, study)
            + "; wait for it to end, or stop it",
        OptionalLong.empty());
  }

  private static String holder(Database database, int study) throws SQLException {
    try (ResultSet row = holders(database, "l.objid = ?", study)) {
      String holder = row.next() ? row.getString(1) : null;
      return holder == null || holder.isBlank() ? "another process" : holder;
    }
  }

  /** Names of sessions that hold locks of ours, and the locks' studies. */
  private static ResultSet holders(Database database, String which, Object value)
      throws SQLException {
    return database
        .prepare(
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                + " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = CAST("
                + LOCKS
                + " AS oid) AND l.database = (SELECT oid FROM pg_database WHERE datname ="
                + " current_database()) AND "
                + which,
            value)
        .executeQuery();
  }

  /** Whether a session holds the lock of a study. */
  static boolean isWritten(Database database, String study) throws SQLException {
    try (ResultSet row =
        holders(database, "l.objid = (SELECT CAST(id AS oid) FROM study WHERE name = ?)", study)) {
      return row.next();
    }
  }

  @Override
  public void close(Connection connection, boolean broken) throws SQLException {
    connection.close();
  }
}
