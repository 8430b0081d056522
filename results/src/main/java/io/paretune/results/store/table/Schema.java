package io.paretune.results.store.table;

import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreRefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Which tables a database has: brought to the newest, or refused. */
public final class Schema {

  /** The newest migration in {@code io/paretune/results/migration}. */
  public static final int NEWEST = 5;

  /** The schema of a database without tables. */
  public static final int NONE = 0;

  private Schema() {}

  /**
   * How a migration connects, by itself.
   *
   * @param url of JDBC
   * @param user who may make tables
   * @param password theirs; may be empty
   */
  public record Access(String url, String user, String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return url + " as " + user;
    }
  }

  /**
   * Brings a database to the newest schema.
   *
   * @param name of the database, for messages
   * @throws StoreException if it cannot be, or is newer
   */
  public static void migrate(String name, Connection connection, Access access)
      throws SQLException {
    int version = version(connection);
    if (version > NEWEST) {
      throw newer(name, version);
    }
    if (version < NEWEST) { // Flyway takes half a second to wake up: only when there is work
      try {
        Flyway.configure()
            .dataSource(access.url(), access.user(), access.password())
            .loggers("slf4j")
            .locations("classpath:io/paretune/results/migration")
            .javaMigrations(new AttributeMigration())
            .load()
            .migrate();
      } catch (FlywayException failed) {
        throw StoreException.because(
            "cannot make the tables of the study database " + name, failed);
      }
    }
  }

  /**
   * Refuses a database of another schema than the newest.
   *
   * @param name of the database, for messages
   */
  public static void require(String name, Connection connection) throws SQLException {
    int version = version(connection);
    if (version > NEWEST) {
      throw newer(name, version);
    }
    if (version < NEWEST) {
      throw version == NONE
          ? new StoreRefusedException("there is no study in the database " + name)
          : new StoreException("the study database " + name + " has schema " + version);
    }
  }

  private static StoreException newer(String name, int version) {
    return new StoreRefusedException(
        "the study database "
            + name
            + " was written by a newer Paretune (schema "
            + version
            + ", this one knows "
            + NEWEST
            + "); use that one");
  }

  /** The schema of a database; {@link #NONE} if it has none. */
  public static int version(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), "flyway_schema_history", null)) {
      if (!tables.next()) {
        return NONE;
      }
    }
    try (PreparedStatement newest =
            connection.prepareStatement(
                "SELECT MAX(CAST(\"version\" AS INTEGER)) FROM \"flyway_schema_history\""
                    + " WHERE \"success\"");
        ResultSet row = newest.executeQuery()) {
      return row.next() ? row.getInt(1) : NONE;
    }
  }
}
