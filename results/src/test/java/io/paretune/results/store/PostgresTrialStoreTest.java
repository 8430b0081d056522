package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreHeldException;
import io.paretune.results.store.database.StoreRefusedException;
import io.paretune.results.store.postgres.CommitCutter;
import io.paretune.results.store.postgres.Credentials;
import io.paretune.results.store.postgres.EmbeddedServer;
import io.paretune.results.store.postgres.MuteProxy;
import io.paretune.results.store.postgres.PostgresDatabase;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyCursor;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTrialStoreTest implements TrialStoreContract {

  private static EmbeddedServer server;
  private static String empty;
  private String address;

  @BeforeAll
  static void startServer() {
    server = EmbeddedServer.running();
    empty = server.database();
    // makes the tables, once
    StudyDatabase.of(empty).open().close();
  }

  @BeforeEach
  void makeDatabase() {
    address = server.copyOf(empty);
  }

  private StudyDatabase database() {
    return StudyDatabase.of(address);
  }

  @Override
  public TrialStore open() {
    return database().open();
  }

  private static TrialEvent started(long trial) {
    return new TrialEvent.Started(
        trial, Assignment.of(Map.of("depth", trial)), "random", Instant.ofEpochSecond(trial));
  }

  @Test
  void aStudyHasOneWriterAndOthersBesideItHaveTheirs() {
    try (TrialStore first = open();
        TrialStore second = open()) {
      StudyLog one = first.create(Studies.definition("one"));
      StudyLog two = second.create(Studies.definition("two"));
      assertThatThrownBy(() -> second.find("one"))
          .isInstanceOf(StoreHeldException.class)
          .hasMessageStartingWith("study 'one' in " + address + " is being written by paretune ")
          .hasMessageContaining("/" + ProcessHandle.current().pid())
          .hasMessageEndingWith("; wait for it to end, or stop it");
      one.append(started(0));
      two.append(started(0));
      two.append(started(1));
      assertThat(first.studies()).containsExactly("one", "two");
      assertThat(one.trials()).hasSize(1);
    }
  }

  @Test
  void studiesOfTwoSchemasAreWrittenAtOnce() {
    EmbeddedServer.execute(address, "CREATE SCHEMA a; CREATE SCHEMA b");
    StudyDatabase a = StudyDatabase.of(address + "?currentSchema=a");
    StudyDatabase b = StudyDatabase.of(address + "?currentSchema=b");
    try (TrialStore ours = a.open()) {
      ours.create(Studies.definition("one"));
      try (TrialStore theirs = b.open()) {
        theirs.create(Studies.definition("one"));
      }
      assertThat(a.place().isWritten("one")).isTrue();
      assertThat(b.place().isWritten("one")).isFalse();
    }
  }

  @Test
  void aWriterWhoseStudyWasTakenOverWhileItsConnectionWasLostIsToldAndCannotWriteAnyMore() {
    try (TrialStore cutOff = open()) {
      StudyLog his = cutOff.create(Studies.definition("one"));
      his.append(started(0));
      assertThat(database().place().isWritten("one")).isTrue();
      EmbeddedServer.cut(address);
      try (TrialStore next = open()) {
        StudyLog taken = next.find("one").orElseThrow();
        assertThatThrownBy(() -> his.append(started(1)))
            .isInstanceOf(StoreHeldException.class)
            .hasMessageStartingWith("study 'one' in " + address + " was taken over by paretune ")
            .hasMessageEndingWith(" while the connection was lost: this run ends");
        assertThat(taken.trials()).hasSize(1);
        taken.append(started(1));
      }
      // not even when the other has gone
      assertThatThrownBy(() -> his.append(started(1))).isInstanceOf(StoreException.class);
      assertThat(database().place().isWritten("one")).isFalse();
    }
  }

  @Test
  void aWriterWhoseConnectionsAreCutGoesOnAndNothingIsLostOrWrittenTwice() throws Exception {
    try (SqlTrialStore store = database().open()) {
      StudyLog log = store.create(Studies.definition("one"));
      List<Thread> writers = new ArrayList<>();
      AtomicLong trials = new AtomicLong();
      for (int i = 0; i < 4; i++) {
        writers.add(
            new Thread(
                () -> {
                  for (int j = 0; j < 25; j++) {
                    synchronized (log) {
                      log.enter(started(trials.get()));
                      trials.incrementAndGet();
                    }
                    log.flush();
                  }
                }));
      }
      writers.forEach(Thread::start);
      for (int i = 0; i < 5; i++) {
        Thread.sleep(30);
        EmbeddedServer.cut(address);
        store.attributes("one").put("cut", Integer.toString(i));
      }
      server.restart();
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(log.trials()).extracting(Trial::number).hasSize(100).doesNotHaveDuplicates();
      assertThat(store.attributes("one").all()).isEqualTo(Map.of("cut", "4"));
      assertThatThrownBy(() -> open().find("one")).isInstanceOf(StoreHeldException.class);
    }
  }

  @Test
  void aWriterThatIsInterruptedWhileTheServerIsAwayWaitsForItAllTheSame() throws Exception {
    try (SqlTrialStore store = database().open()) {
      StudyLog log = store.create(Studies.definition("one"));
      CompletableFuture<Void> restarted =
          CompletableFuture.runAsync(
              () -> assertThatCode(server::restart).doesNotThrowAnyException());
      int told = 0;
      while (!restarted.isDone()) {
        Thread.currentThread().interrupt();
        log.append(started(told++));
        assertThat(Thread.interrupted()).isTrue();
      }
      restarted.join();
      assertThat(log.trials()).hasSize(told);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void aStudyThatWasDeletedIsHeldByNobody() {
    try (SqlTrialStore store = database().open();
        TrialStore other = open()) {
      StudyLog kept = store.create(Studies.definition("one"));
      store.create(Studies.definition("two"));
      store.delete("two");
      // it may have the number that was the other's
      other.create(Studies.definition("three")).append(started(0));
      EmbeddedServer.cut(address);
      kept.append(started(0));
      assertThat(kept.trials()).hasSize(1);
    }
  }

  @Test
  void aCommitWhoseAnswerIsNotHeardIsNeitherLostNorDoneTwice() throws IOException {
    try (CommitCutter cutter = new CommitCutter(address, 3);
        SqlTrialStore store = StudyDatabase.of(cutter.behind(address)).open()) {
      StudyLog log = store.create(Studies.definition("one"));
      for (int i = 0; i < 20; i++) {
        log.append(started(i));
        log.append(new TrialEvent.Reported(i, new Report(1, i), Instant.EPOCH));
        store.attributes("one").put("last", Integer.toString(i));
      }
      assertThat(cutter.unheard()).isGreaterThan(3);
      assertThat(cutter.unanswered()).isGreaterThan(3);
      try (SqlTrialStore reader = database().openReadOnly()) {
        List<Trial> trials = reader.find("one").orElseThrow().trials();
        assertThat(trials).isEqualTo(log.trials()).hasSize(20);
        assertThat(trials).allSatisfy(trial -> assertThat(trial.reports()).hasSize(1));
        assertThat(reader.attributes("one").all()).isEqualTo(Map.of("last", "19"));
      }
    }
  }

  @Test
  void aConnectionThatIsLostWithoutAWordIsNoticed() throws Exception {
    try (MuteProxy proxy = new MuteProxy(address);
        SqlTrialStore store =
            new StudyDatabase(
                    new PostgresDatabase(
                        proxy.before(address),
                        Credentials.ofEnvironment(),
                        Duration.ofMinutes(1),
                        Duration.ofMillis(200)),
                    Optional.empty())
                .open()) {
      StudyLog log = store.create(Studies.definition("one"));
      log.append(started(0));
      proxy.mute();
      log.append(started(1));
      assertThat(proxy.connections()).isGreaterThan(2); // it was asked, and is another now
      assertThat(log.trials()).hasSize(2);
    }
  }

  @Test
  void aServerThatDoesNotComeBackEndsTheRunInOneLine() {
    StudyDatabase impatient =
        new StudyDatabase(
            new PostgresDatabase(
                address,
                Credentials.ofEnvironment(),
                Duration.ofMillis(200),
                Duration.ofSeconds(10)),
            Optional.empty());
    try (TrialStore store = impatient.open()) {
      StudyLog log = store.create(Studies.definition("one"));
      server.drop(address);
      assertThatThrownBy(() -> log.append(started(0)))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith(address + " was not there again within 0 s: the database ")
          .hasMessageContaining("does not exist");
      assertThatThrownBy(() -> log.append(started(0)))
          .hasMessageContaining("an earlier write to " + address + " failed");
    }
  }

  @Test
  void aStudyIsCopiedToAFileWithTheSignOfZeroUnlessSomebodyWritesIt(@TempDir Path directory) {
    StudyDatabase file = StudyDatabase.at(directory.resolve("study"));
    try (SqlTrialStore target = file.open();
        SqlTrialStore source = database().open()) {
      try (TrialStore writer = open()) {
        StudyLog log = writer.create(Studies.definition("one"));
        log.append(started(0));
        log.append(new TrialEvent.Reported(0, new Report(1, -0.0), Instant.EPOCH));
        assertThatThrownBy(() -> target.copy(source, "one")).isInstanceOf(StoreHeldException.class);
        assertThat(target.studies()).isEmpty();
      }
      assertThat(target.hasSame(source, "one")).isFalse();
      target.copy(source, "one");
      assertThat(target.hasSame(source, "one")).isTrue();
      assertThat(target.find("one").orElseThrow().trials())
          .isEqualTo(source.find("one").orElseThrow().trials());
    }
  }

  @Test
  void readersSeeOneMomentWithoutACopyAndReadOnFromWhereTheyWere() {
    try (TrialStore writer = open()) {
      StudyLog log = writer.create(Studies.definition("one"));
      log.append(started(0));
      Optional<String> stamp = database().place().stamp();
      StudyCursor cursor;
      try (SqlTrialStore reader = database().openReadOnly()) {
        StudyLog seen = reader.find("one").orElseThrow();
        cursor = seen.since(StudyCursor.START).cursor();
        log.append(started(1));
        assertThat(seen.trials()).hasSize(1);
        assertThatThrownBy(() -> seen.append(started(1))).isInstanceOf(IllegalStateException.class);
      }
      assertThat(database().place().stamp()).isNotEqualTo(stamp);
      try (StudyView view = database().view()) {
        assertThat(view.trials("one", 0, 10)).isEqualTo(log.trials());
      }
      try (SqlTrialStore reader = database().openReadOnly()) {
        assertThat(reader.find("one").orElseThrow().since(cursor).cursor().next()).isEqualTo(2);
      }
    }
  }

  @Test
  void whoIsNotLetInIsToldWhy() {
    Credentials locked = server.user("locked", "a secret");
    open().close();
    new PostgresDatabase(address, locked).openToRead().close();
    Credentials wrong = new Credentials(locked.user(), Optional.of("hunter2"));
    assertThatThrownBy(() -> new PostgresDatabase(address, wrong).open())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("the database " + address + " does not let in user 'locked' (")
        .hasMessageEndingWith("; set PARETUNE_STORE_USER and PARETUNE_STORE_PASSWORD")
        .hasMessageNotContaining("hunter2");
    Credentials none = new Credentials(locked.user(), Optional.empty());
    assertThatThrownBy(() -> new PostgresDatabase(address, none).open())
        .hasMessageContaining("set PARETUNE_STORE_USER");
    assertThat(wrong.toString()).isEqualTo("locked");
  }

  @Test
  void whatCannotBeUsedIsRefusedInOneLine() {
    assertThatThrownBy(() -> StudyDatabase.of("jdbc:postgresql://127.0.0.1:1/none").open())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none cannot be reached (");
    assertThatThrownBy(() -> StudyDatabase.of(address + "missing").open())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("missing does not exist (");
    for (String secret :
        new String[] {
          "//u:pw@h/d",
          "//u:p?pw@h/d",
          "//u:p#pw@h/d",
          "//u:p/pw@h/d",
          "//h/d?user=u",
          "//h/d?a=b&password=pw"
        }) {
      assertThatThrownBy(() -> StudyDatabase.of("jdbc:postgresql:" + secret))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must not hold a user or a password")
          .hasMessageNotContaining("pw");
    }
    for (String other : new String[] {"jdbc:mysql:", "jdbc:postgres:", "postgresql:"}) {
      assertThatThrownBy(() -> StudyDatabase.of(other + "//u:pw@h/d"))
          .hasMessageContaining("must be a jdbc:postgresql:// address")
          .hasMessageNotContaining("pw");
    }
    assertThatThrownBy(() -> StudyDatabase.of(server.database()).openReadOnly())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("there is no study in the database");
  }

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() {
    open().close();
    EmbeddedServer.execute(
        address,
        "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
            + " installed_by, execution_time, success) VALUES (99, '99', 'x', 'SQL', 'x', 'x', 0,"
            + " true)");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(address + " was written by a newer Paretune (schema 99");
    assertThatThrownBy(() -> database().view())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("newer Paretune");
  }
}
