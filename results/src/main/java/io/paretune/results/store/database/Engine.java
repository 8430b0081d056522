package io.paretune.results.store.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What differs between databases that speak the same SQL; one for each connection. */
public interface Engine {

  /** Where the database is, for messages. */
  String name();

  /** A statement whose texts come back as they were written, to the last character. */
  default PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** Ends a transaction; a reader of one moment keeps its transaction. */
  default void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  /** Takes a transaction back. */
  default void rollback(Connection connection) throws SQLException {
    connection.rollback();
  }

  /**
   * Whether a failure is the connection's, in place of which {@link #reopened} may give another.
   */
  default boolean isLost(Connection connection, SQLException failed) {
    return false;
  }

  /**
   * Waits for another connection, over which the same may be written.
   *
   * @param lost can do nothing any more when this returns
   * @throws StoreException if there is none in time, or somebody else wrote meanwhile
   */
  default Reopened reopened(Connection lost, SQLException why) throws SQLException {
    throw why;
  }

  /**
   * A connection in place of one that was lost.
   *
   * @param kept whether what was being committed over the old one is kept
   */
  record Reopened(Connection connection, boolean kept) {}

  /** Keeps others from making a study until the transaction ends. */
  default void makeAlone(Database database) throws SQLException {}

  /**
   * Takes the right to write a study, until the connection is closed.
   *
   * @throws StoreHeldException if somebody else has it
   */
  default void claim(Database database, int study) throws SQLException {}

  /** Gives back the right to write a study that is no more. */
  default void release(Database database, int study) throws SQLException {}

  /** Tidies up after an event, which is kept whether or not that succeeds. */
  default void tidy(Connection connection) throws SQLException {}

  /**
   * Closes the connection.
   *
   * @param broken whether what was last written may not be there
   */
  void close(Connection connection, boolean broken) throws SQLException;
}
