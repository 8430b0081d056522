package io.paretune.results.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A session of a server, which no other one is.
 *
 * @param connection over which it is spoken to
 * @param process its number there; given anew to others, later
 * @param began when, as the server writes it
 */
record Session(Connection connection, int process, String began) {

  /** The session of a connection, over which an answer may take any time from now on. */
  static Session of(Connection connection) throws SQLException {
    try (PreparedStatement itself =
            connection.prepareStatement(
                "SELECT pid, CAST(backend_start AS text) FROM pg_stat_activity WHERE pid ="
                    + " pg_backend_pid()");
        ResultSet row = itself.executeQuery()) {
      row.next();
      // from here on a watch tells a long answer from none
      connection.setNetworkTimeout(Runnable::run, 0);
      return new Session(connection, row.getInt(1), row.getString(2));
    }
  }
}
