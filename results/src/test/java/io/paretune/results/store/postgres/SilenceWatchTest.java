package io.paretune.results.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks that are taken when the test says so. */
class SilenceWatchTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String address = EmbeddedServer.running().database();
  private final SilenceWatch watch = new SilenceWatch(this::connect, Duration.ofHours(1));
  private Connection connection;
  private Session session;

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(address, System.getProperty("user.name"), "");
  }

  @BeforeEach
  void open() throws SQLException {
    connection = connect();
    session = Session.of(connection);
    watch.begins(session);
  }

  @AfterEach
  void close() throws SQLException {
    watch.close();
    connection.close();
  }

  @Test
  void aSessionThatIsAtWorkIsWaitedForAndOneThatIsNotIsGivenUpAtTheSecondLook() throws Exception {
    try (Statement slow = connection.createStatement()) {
      CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> sleep(slow));
      await("PgSleep");
      watch.look();
      watch.look();
      watch.look();
      assertThat(connection.isClosed()).isFalse();
      slow.cancel();
      answer.join();
      await("ClientRead");
    }
    watch.look();
    assertThat(connection.isClosed()).isFalse();
    watch.look();
    assertThat(connection.isClosed()).isTrue();
  }

  @Test
  void aSessionThatIsGoneIsGivenUpAtOnce() throws Exception {
    EmbeddedServer.cut(address);
    await("gone");
    watch.look();
    assertThat(connection.isClosed()).isTrue();
  }

  @Test
  void aSessionThatSendsToASlowClientIsWaitedFor() throws Exception {
    // by name: annotations of the driver's are not on the class path
    Object copies = connection.getClass().getMethod("getCopyAPI").invoke(connection);
    copies
        .getClass()
        .getMethod("copyOut", String.class)
        .invoke(
            copies, "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 100000)) TO STDOUT");
    await("ClientWrite"); // nobody reads
    watch.look();
    watch.look();
    watch.look();
    assertThat(connection.isClosed()).isFalse();
    connection.abort(Runnable::run);
  }

  @Test
  void aServerThatIsNotReachedOnceMayOnlyBeBusy() throws SQLException {
    try (SilenceWatch unreached =
        new SilenceWatch(
            () -> {
              throw new SQLException("connect timed out", "08001");
            },
            Duration.ofHours(1))) {
      unreached.begins(session);
      unreached.look();
      assertThat(connection.isClosed()).isFalse();
      unreached.look();
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void anAnswerMayTakeLongerThanUnwatchedOnes() throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 200);
    Session.of(connection);
    try (Statement slow = connection.createStatement()) {
      assertThat(slow.execute("SELECT pg_sleep(0.5)")).isTrue();
    }
  }

  @Test
  void whatWasAnsweredIsNoSilence() throws SQLException {
    watch.look();
    watch.ends();
    watch.look();
    watch.begins(session);
    watch.look();
    assertThat(connection.isClosed()).isFalse();
  }

  private static void sleep(Statement statement) {
    try {
      statement.execute("SELECT pg_sleep(600)");
    } catch (SQLException cancelled) {
      // as the test has it
    }
  }

  /** Waits until the session waits for something. */
  private void await(String event) throws SQLException, InterruptedException {
    long until = System.nanoTime() + LIMIT.toNanos();
    for (String now = waiting(); !now.equals(event); now = waiting()) {
      assertThat(System.nanoTime()).as("%s instead of %s", now, event).isLessThan(until);
      Thread.sleep(5);
    }
  }

  private String waiting() throws SQLException {
    try (Connection other = connect();
        PreparedStatement question =
            other.prepareStatement("SELECT wait_event FROM pg_stat_activity WHERE pid = ?")) {
      question.setInt(1, session.process());
      try (ResultSet row = question.executeQuery()) {
        return row.next() ? String.valueOf(row.getString(1)) : "gone";
      }
    }
  }
}
