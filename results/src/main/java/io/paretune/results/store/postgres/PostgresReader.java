package io.paretune.results.store.postgres;

import io.paretune.results.store.database.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A session of a server that reads one moment, in one transaction.
 *
 * @param name of the database, for messages
 * @param watch over what is said; ends with this
 */
record PostgresReader(String name, Session session, SilenceWatch watch) implements Engine {

  @Override
  public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    return ExactText.of(connection.prepareStatement(sql), session, watch);
  }

  @Override
  public void commit(Connection connection) {
    // the moment would be over
  }

  @Override
  public void close(Connection connection, boolean broken) throws SQLException {
    watch.close();
    connection.close();
  }
}
