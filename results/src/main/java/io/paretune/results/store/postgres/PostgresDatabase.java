package io.paretune.results.store.postgres;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.Engine;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreRefusedException;
import io.paretune.results.store.database.StudyPlace;
import io.paretune.results.store.table.Schema;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * A database of a PostgreSQL server, which may hold any number of studies.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE?PARAMETERS}, without credentials
 * @param credentials who connects
 * @param patience how long a writer whose connection was lost waits for another
 * @param silence after which the server is asked over another connection whether it is at work, and
 *     half of it later again: else the connection is taken for lost
 */
public record PostgresDatabase(
    String url, Credentials credentials, Duration patience, Duration silence)
    implements StudyPlace {

  private static final int CONNECTING_SECONDS = 10;

  /** Until a connection is a {@link Session}, which is watched, as when tables are made. */
  private static final int NO_ANSWER_SECONDS = 300;

  /** What addresses of such databases begin with. */
  public static final String SCHEME = "jdbc:postgresql:";

  /**
   * @throws IllegalArgumentException if it is no such address, or holds credentials
   */
  public PostgresDatabase {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "a study's database must be a "
              + SCHEME
              + "// address, or a file FILE.mv.db, got '"
              + url.replaceAll("//.*@", "//...@")
              + "'");
    }
    // a password may hold '?' and '/'
    if (url.contains("@") || url.matches("(?i).*[?&](user|password|sslpassword)=.*")) {
      // not repeated in the message: it would be printed, and kept in logs
      throw new IllegalArgumentException(
          "a database's address must not hold a user or a password, since it is kept and shown; set"
              + " them in "
              + Credentials.USER
              + " and "
              + Credentials.PASSWORD);
    }
  }

  /**
   * A database whose writers wait for ten minutes: servers are restarted within those. A connection
   * that was lost without a word is noticed within three quarters of a minute.
   */
  public PostgresDatabase(String url, Credentials credentials) {
    this(url, credentials, Duration.ofMinutes(10), Duration.ofSeconds(10));
  }

  /** Of the credentials in the environment. */
  public static PostgresDatabase of(String url) {
    return new PostgresDatabase(url, Credentials.ofEnvironment());
  }

  @Override
  public Database open() {
    return opened(
        connection -> {
          Schema.migrate(
              url,
              connection,
              new Schema.Access(url, credentials.userName(), credentials.password().orElse("")));
          Engine writer = new PostgresWriter(this, this::again, watch(), connection);
          connection.setAutoCommit(false);
          return writer;
        });
  }

  private SilenceWatch watch() {
    return new SilenceWatch(() -> dialled(CONNECTING_SECONDS), silence);
  }

  private Connection dialled(int answerSeconds) throws SQLException {
    Properties settings = settings();
    settings.put("socketTimeout", Integer.toString(answerSeconds));
    return DriverManager.getConnection(url, settings);
  }

  /** For a writer, in place of a connection that it lost. */
  private Connection again() throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public Database openToRead() {
    return opened(
        connection -> {
          Schema.require(url, connection);
          connection.setReadOnly(true);
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          Engine reader = new PostgresReader(url, Session.of(connection), watch());
          connection.setAutoCommit(false); // from here on one moment is read
          return reader;
        });
  }

  /** Nothing is copied. */
  @Override
  public Database openBriefly() {
    return openToRead();
  }

  @FunctionalInterface
  private interface Preparation {
    Engine of(Connection connection) throws SQLException;
  }

  private Database opened(Preparation preparation) {
    Connection connection = connect();
    try {
      return new Database(connection, preparation.of(connection));
    } catch (SQLException | StoreException failed) {
      StoreException told =
          failed instanceof StoreException already
              ? already
              : new StoreException("cannot open " + url + ": " + failed.getMessage(), failed);
      try {
        connection.close();
      } catch (SQLException alsoFailed) {
        told.addSuppressed(alsoFailed);
      }
      throw told;
    }
  }

  private Connection connect() {
    try {
      Connection connection = dialled(NO_ANSWER_SECONDS);
      try (Statement keepAlive = connection.createStatement()) {
        // a writer whose machine died is noticed in half a minute, and its study free
        keepAlive.execute(
            "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5;"
                + " SET tcp_keepalives_count = 3");
      }
      return connection;
    } catch (SQLException failed) {
      throw new StoreRefusedException(refusal(failed), failed);
    }
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.put("user", credentials.userName());
    credentials.password().ifPresent(password -> settings.put("password", password));
    settings.put("ApplicationName", "paretune " + host() + "/" + ProcessHandle.current().pid());
    settings.put("connectTimeout", Integer.toString(CONNECTING_SECONDS));
    settings.put("tcpKeepAlive", "true");
    settings.put("reWriteBatchedInserts", "true");
    settings.put("defaultRowFetchSize", "5000"); // else all rows of an answer are in memory
    return settings;
  }

  private String refusal(SQLException failed) {
    String state = String.valueOf(failed.getSQLState());
    String said = String.valueOf(failed.getMessage()).strip();
    return "the database "
        + url
        + switch (state) {
          case "28P01", "28000", "08004" ->
              " does not let in user '"
                  + credentials.userName()
                  + "' ("
                  + said
                  + "); set "
                  + Credentials.USER
                  + " and "
                  + Credentials.PASSWORD;
          case "3D000" -> " does not exist (" + said + "); make it, for instance with createdb";
          default ->
              " cannot be reached ("
                  + said
                  + "); check its host and port, and that PostgreSQL runs there";
        };
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  /** Whether the server has tables of ours. */
  @Override
  public boolean exists() {
    try (Connection connection = connect()) {
      return Schema.version(connection) != Schema.NONE;
    } catch (SQLException failed) {
      throw new StoreException("cannot look into " + url + ": " + failed.getMessage(), failed);
    }
  }

  /**
   * Whatever transaction of the server has changed something: the newest that readers would see.
   */
  @Override
  public Optional<String> stamp() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT CAST(txid_current_snapshot() AS text)")) {
      row.next();
      return Optional.of(row.getString(1));
    } catch (SQLException | StoreException unreachable) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isWritten(String study) {
    try (Database database = openToRead()) {
      return database.transaction("look who writes", tables -> StudyLocks.isWritten(tables, study));
    } catch (StoreException unreachable) {
      return false;
    }
  }

  /** The address, which holds no credentials. */
  @Override
  public String toString() {
    return url;
  }
}
