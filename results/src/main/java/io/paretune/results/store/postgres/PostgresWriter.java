package io.paretune.results.store.postgres;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.Engine;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreHeldException;
import io.paretune.results.store.database.StoreRefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of a server that writes studies, and the next one where a session was lost. The right
 * to write is a {@linkplain StudyLocks lock} of the session. A mark in a study's row, another one
 * in each transaction, says afterwards whether the last one was kept, and whether anybody else had
 * that right between two sessions. (Numbers of transactions would not do: a server that crashed
 * gives those again which it had not yet written down.) Used by one thread at a time.
 */
final class PostgresWriter implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresWriter.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int ALIVE_SECONDS = 5;

  /** Ends a session of ours that the server still has, and waits for that. */
  private static final String END =
      "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid = ? AND"
          + " CAST(backend_start AS text) = ?";

  private static final String MARK = "UPDATE study SET pen = ? WHERE id = ?";

  private final PostgresDatabase place;
  private final Connecting connecting;
  private final SilenceWatch watch;
  private final String pen = UUID.randomUUID().toString();

  /** Studies that may be written, and the last mark in each that is known to be kept. */
  private final Map<Integer, Long> held = new LinkedHashMap<>();

  /** Studies that bear the mark of this transaction. */
  private final Set<Integer> marked = new HashSet<>();

  private Session ours;
  private long transaction;
  private boolean committing;

  /** Makes a connection, of the newest schema, that does not commit by itself. */
  @FunctionalInterface
  interface Connecting {
    Connection connect() throws SQLException;
  }

  /** Says something to the server, and waits for its answer. */
  @FunctionalInterface
  private interface Saying {
    void say() throws SQLException;
  }

  /**
   * The writer over a connection.
   *
   * @param connecting makes another
   * @param watch over what is said; ends with this
   */
  PostgresWriter(
      PostgresDatabase place, Connecting connecting, SilenceWatch watch, Connection connection)
      throws SQLException {
    this.place = place;
    this.connecting = connecting;
    this.watch = watch;
    this.ours = Session.of(connection);
  }

  @Override
  public String name() {
    return place.url();
  }

  @Override
  public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    return ExactText.of(connection.prepareStatement(sql), ours, watch);
  }

  @Override
  public void makeAlone(Database database) throws SQLException {
    StudyLocks.makeAlone(database);
  }

  @Override
  public void claim(Database database, int study) throws SQLException {
    StudyLocks.take(database, study);
    mark(database.prepare(MARK), study);
  }

  @Override
  public void release(Database database, int study) throws SQLException {
    // first of all: over another connection it would be looked for
    if (held.remove(study) != null) {
      StudyLocks.giveBack(database, study);
    }
  }

  private String mark(long number) {
    return pen + "/" + number;
  }

  private void mark(PreparedStatement row, int study) throws SQLException {
    row.setString(1, mark(transaction));
    row.setInt(2, study);
    if (row.executeUpdate() == 1) {
      marked.add(study);
    }
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    watched(() -> markAndCommit(connection));
    committed();
  }

  private void watched(Saying saying) throws SQLException {
    watch.begins(ours);
    try {
      saying.say();
    } finally {
      watch.ends();
    }
  }

  private void markAndCommit(Connection connection) throws SQLException {
    try (PreparedStatement row = connection.prepareStatement(MARK)) {
      for (int study : held.keySet()) {
        if (marked.isEmpty()) {
          mark(row, study);
        }
      }
    }
    committing = true;
    connection.commit();
  }

  private void committed() {
    committing = false;
    marked.forEach(study -> held.put(study, transaction));
    marked.clear();
    transaction++;
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    marked.clear();
    watched(connection::rollback);
  }

  @Override
  public boolean isLost(Connection connection, SQLException failed) {
    try {
      return isOfConnections(failed) && !connection.isValid(ALIVE_SECONDS);
    } catch (SQLException unable) {
      return true;
    }
  }

  /** By SQL's class of states for connections, or PostgreSQL's for servers that end or begin. */
  static boolean isOfConnections(SQLException failed) {
    String state = String.valueOf(failed.getSQLState());
    return state.startsWith("08") || state.startsWith("57P");
  }

  @Override
  public Reopened reopened(Connection lost, SQLException why) throws SQLException {
    close(lost);
    LOG.warn(
        "the connection to {} is lost ({}); what is told waits for it, for {} s at most",
        name(),
        why.getMessage(),
        place.patience().toSeconds());
    // others wait for this connection, too: who is interrupted hears of it afterwards
    boolean interrupted = false;
    try {
      long began = System.nanoTime();
      long pause = FIRST_PAUSE_MILLIS;
      while (true) {
        Optional<Reopened> taken = attempted(why, began);
        if (taken.isPresent()) {
          return taken.get();
        }
        interrupted |= rest(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** An attempt; empty if another is worth while. */
  private Optional<Reopened> attempted(SQLException why, long began) throws SQLException {
    Attempt attempt = attempt(why);
    if (attempt.taken().isPresent()) {
      LOG.warn("{} is there again after {} s", name(), Math.round(seconds(began) * 10) / 10.0);
      return attempt.taken();
    }
    if (seconds(began) > place.patience().toMillis() / 1000.0) {
      throw new StoreException(
          name()
              + " was not there again within "
              + place.patience().toSeconds()
              + " s: "
              + attempt.away().getMessage(),
          attempt.away());
    }
    return Optional.empty();
  }

  /**
   * What came of an attempt at another connection.
   *
   * @param away why there is none, if there is none
   */
  private record Attempt(Optional<Reopened> taken, Exception away) {}

  private Attempt attempt(SQLException why) throws SQLException {
    try {
      return new Attempt(tried(), why);
    } catch (StoreHeldException takenOver) {
      throw takenOver;
    } catch (StoreRefusedException refused) {
      return new Attempt(Optional.empty(), refused);
    } catch (SQLException failed) {
      if (!isOfConnections(failed)) {
        throw failed;
      }
      return new Attempt(Optional.empty(), failed);
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Lets time pass; says whether it was interrupted. */
  private static boolean rest(long millis) {
    try {
      Thread.sleep(millis);
      return false;
    } catch (InterruptedException asked) {
      return true;
    }
  }

  /** One attempt at another connection; empty while the server has not done with the old one. */
  private Optional<Reopened> tried() throws SQLException {
    Connection fresh = connecting.connect();
    boolean taken = false;
    try {
      Session now = Session.of(fresh);
      watch.begins(now);
      Optional<Reopened> again = takenOver(now);
      taken = again.isPresent();
      return again;
    } finally {
      watch.ends();
      if (!taken) {
        close(fresh);
      }
    }
  }

  private Optional<Reopened> takenOver(Session now) throws SQLException {
    Connection fresh = now.connection();
    // as long as it lives it may commit, and holds the locks
    if (text(fresh, END, ours.process(), ours.began()).orElse("t").equals("f")) {
      return Optional.empty();
    }
    boolean kept = false;
    for (int study : marked) {
      kept |= committing && last(fresh, study).equals(Optional.of(mark(transaction)));
    }
    for (Map.Entry<Integer, Long> study : held.entrySet()) {
      boolean newer = kept && marked.contains(study.getKey());
      if (!reclaimed(fresh, study.getKey(), mark(newer ? transaction : study.getValue()))) {
        return Optional.empty();
      }
    }
    fresh.commit();
    ours = now;
    if (kept) {
      committed();
    }
    committing = false;
    marked.clear();
    return Optional.of(new Reopened(fresh, kept));
  }

  /**
   * Takes the lock of a study again.
   *
   * @param mark that it must bear
   * @return false if a session has it that may be gone in a moment
   * @throws StoreException if it bears another: another writer had it since, or the server lost
   *     what it had confirmed
   */
  private boolean reclaimed(Connection fresh, int study, String mark) throws SQLException {
    boolean locked = text(fresh, StudyLocks.TAKE, study).orElse("f").equals("t");
    String holder = locked ? "" : text(fresh, StudyLocks.HOLDER, study).orElse("");
    Optional<String> last = last(fresh, study);
    if (last.equals(Optional.of(mark))) {
      return locked;
    }
    String named =
        "study "
            + text(fresh, "SELECT quote_literal(name) FROM study WHERE id = ?", study)
                .orElse(study + ", which was deleted,")
            + " in "
            + name();
    if (last.isPresent() && last.get().startsWith(pen)) {
      throw new StoreException(
          named
              + " lacks what the server had confirmed: see its settings fsync and"
              + " synchronous_commit; this run ends, 'resume' goes on from what is there");
    }
    throw new StoreHeldException(
        named
            + " was taken over by "
            + StudyLocks.holder(holder)
            + " while the connection was lost: this run ends",
        OptionalLong.empty());
  }

  private static Optional<String> last(Connection connection, int study) throws SQLException {
    return text(connection, "SELECT pen FROM study WHERE id = ?", study);
  }

  /** The first value of an answer as text; empty if there is no row, or null in it. */
  private static Optional<String> text(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    }
  }

  private static void close(@Nullable Connection gone) {
    try {
      if (gone != null) {
        gone.close();
      }
    } catch (SQLException already) {
      LOG.debug("a lost connection: {}", already.toString());
    }
  }

  @Override
  public void close(Connection connection, boolean broken) throws SQLException {
    if (!broken) {
      // the server ends a session some time after it was left, and gives its locks back then
      try (Statement statement = connection.createStatement()) {
        watched(() -> statement.execute("SELECT pg_advisory_unlock_all()"));
      } catch (SQLException alreadyGone) {
        LOG.debug("the locks go with the session", alreadyGone);
      }
    }
    watch.close();
    connection.close();
  }
}
