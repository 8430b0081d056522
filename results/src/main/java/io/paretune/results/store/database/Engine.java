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

  /** Keeps others from making a study until the transaction ends. */
  default void makeAlone(Database database) throws SQLException {}

  /**
   * Takes the right to write a study, until the connection is closed.
   *
   * @throws StoreHeldException if somebody else has it
   */
  default void claim(Database database, int study) throws SQLException {}

  /** Tidies up after an event, which is kept whether or not that succeeds. */
  default void tidy(Connection connection) throws SQLException {}

  /**
   * Closes the connection.
   *
   * @param broken whether what was last written may not be there
   */
  void close(Connection connection, boolean broken) throws SQLException;
}
