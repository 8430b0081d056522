package io.paretune.results.store.postgres;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.StoreHeldException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * The right to write a study: an advisory lock of a session, which the server gives back when the
 * session ends, however it ends.
 */
final class StudyLocks {

  /**
   * The first number of our locks: "PARE" and the table of the studies, since a database may have
   * one in each schema. The second is the study's.
   */
  private static final String LOCKS = "(1346454085 # CAST(CAST('study' AS regclass) AS int))";

  /** Takes the lock of a study if it is free. */
  static final String TAKE = "SELECT pg_try_advisory_lock(" + LOCKS + ", ?)";

  /** Whose lock of a study it is, as sessions are called. */
  static final String HOLDER = holders("l.objid = ?");

  private static final int MAKING = -1;

  private StudyLocks() {}

  /** Keeps others from making a study until the transaction ends. */
  static void makeAlone(Database database) throws SQLException {
    database
        .prepare("SELECT pg_advisory_xact_lock(" + LOCKS + ", ?)", MAKING)
        .executeQuery()
        .close();
  }

  /**
   * Takes the lock of a study.
   *
   * @throws StoreHeldException if another session has it
   */
  static void take(Database database, int study) throws SQLException {
    try (ResultSet row = database.prepare(TAKE, study).executeQuery()) {
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
    try (ResultSet row = database.prepare(HOLDER, study).executeQuery()) {
      throw new StoreHeldException(
          named
              + " in "
              + database.engine().name()
              + " is being written by "
              + holder(row.next() ? row.getString(1) : "")
              + "; wait for it to end, or stop it",
          OptionalLong.empty());
    }
  }

  /** Gives the lock of a study back. */
  static void giveBack(Database database, int study) throws SQLException {
    database.prepare("SELECT pg_advisory_unlock(" + LOCKS + ", ?)", study).executeQuery().close();
  }

  /** A session's name, for people. */
  static String holder(String session) {
    return session.isBlank() ? "another process" : session;
  }

  /** Whether a session holds the lock of a study. */
  static boolean isWritten(Database database, String study) throws SQLException {
    try (ResultSet row =
        database
            .prepare(holders("l.objid = (SELECT CAST(id AS oid) FROM study WHERE name = ?)"), study)
            .executeQuery()) {
      return row.next();
    }
  }

  /** Names of sessions that hold locks of ours. */
  private static String holders(String which) {
    return "SELECT COALESCE(a.application_name, '') FROM pg_locks l JOIN pg_stat_activity a ON"
        + " a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted AND l.classid = CAST("
        + LOCKS
        + " AS oid) AND l.database = (SELECT oid FROM pg_database WHERE datname ="
        + " current_database()) AND "
        + which;
  }
}
