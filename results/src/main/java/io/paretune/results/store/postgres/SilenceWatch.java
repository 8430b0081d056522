package io.paretune.results.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up a connection over which nothing is heard though nobody is at work: the server went away
 * without a word, or something between forgot the connection. TCP tells that after a quarter of an
 * hour. So who waits for long has the server asked over another connection, and waits on only if
 * the server is busy with what it was asked for, or with sending it, however long that takes.
 */
final class SilenceWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);

  /**
   * When a session was last told something, if it waits to be told something; else empty, also
   * while it waits for a slow client to take its answer.
   */
  private static final String WAITS =
      "SELECT CASE WHEN wait_event = 'ClientRead' THEN CAST(state_change AS text) ELSE '' END"
          + " FROM pg_stat_activity WHERE pid = ? AND CAST(backend_start AS text) = ?";

  private static final String GONE = "gone";
  private static final String UNREACHABLE = "unreachable";

  private final Connecting server;
  private final Duration silence;
  private volatile @Nullable Talk talk;
  private @Nullable Talk looked;
  private String waiting = "";
  private @Nullable Thread looking;

  /** Makes a connection for one question, without waiting for long. */
  @FunctionalInterface
  interface Connecting {
    Connection connect() throws SQLException;
  }

  private record Talk(Session session, long since) {}

  /**
   * @param silence after which the server is asked; half of it later once more
   */
  SilenceWatch(Connecting server, Duration silence) {
    this.server = server;
    this.silence = silence;
  }

  /**
   * From now on an answer is waited for, one at a time, until {@link #ends}; that fails if the
   * connection is given up.
   */
  void begins(Session session) {
    start();
    talk = new Talk(session, System.nanoTime());
  }

  /** There is an answer, or a failure. */
  void ends() {
    talk = null;
  }

  private synchronized void start() {
    if (looking == null) {
      looking = new Thread(this::lookNowAndThen, "postgres-silence");
      looking.setDaemon(true);
      looking.start();
    }
  }

  private void lookNowAndThen() {
    try {
      while (true) {
        Thread.sleep(Math.max(1, silence.toMillis() / 2));
        Talk now = talk;
        if (now != null && System.nanoTime() - now.since >= silence.toNanos()) {
          look();
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks what becomes of the answer that is waited for. */
  void look() {
    Talk now = talk;
    if (now == null) {
      return;
    }
    String before = now.equals(looked) ? waiting : "";
    waiting = waiting(now.session);
    looked = now;
    // twice at the same: it may just be on its way, and the server too busy for another connection
    boolean cut = waiting.equals(GONE) || (!waiting.isEmpty() && waiting.equals(before));
    if (cut && now.equals(talk)) {
      LOG.warn(
          "nothing was heard from the database for {} s, and it is not at work for this process"
              + " (its session {}): the connection is given up",
          (System.nanoTime() - now.since) / 1_000_000_000L,
          words(waiting));
      abort(now.session.connection());
    }
  }

  private static String words(String waiting) {
    return switch (waiting) {
      case GONE -> "is gone";
      case UNREACHABLE -> "cannot be asked for: the server is not reached";
      default -> "waits for this process since " + waiting;
    };
  }

  /** What a session waits for; empty if it works, or nobody can tell. */
  private String waiting(Session session) {
    try (Connection other = server.connect();
        PreparedStatement question = other.prepareStatement(WAITS)) {
      question.setInt(1, session.process());
      question.setString(2, session.began());
      try (ResultSet row = question.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)).orElse("") : GONE;
      }
    } catch (SQLException unreachable) {
      return PostgresWriter.isOfConnections(unreachable) ? UNREACHABLE : "";
    }
  }

  private static void abort(Connection gone) {
    try {
      gone.abort(Runnable::run);
    } catch (SQLException already) {
      LOG.debug("a connection that is given up: {}", already.toString());
    }
  }

  @Override
  public synchronized void close() {
    if (looking != null) {
      looking.interrupt();
    }
  }
}
