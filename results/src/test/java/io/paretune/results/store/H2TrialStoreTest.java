package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreHeldException;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2TrialStoreTest implements TrialStoreContract {

  private static final Measurement MEASUREMENT =
      Measurement.of(Map.of("accuracy", 0.5, "latency-ms", 1.5));

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path directory;

  private Path file() {
    return directory.resolve("study");
  }

  @Override
  public TrialStore open() {
    return H2TrialStore.open(file());
  }

  private static TrialEvent started(long trial) {
    return new TrialEvent.Started(trial, Assignment.of(Map.of("depth", trial)), "random", AT);
  }

  private static TrialEvent finished(long trial, FrontChange front) {
    return new TrialEvent.Finished(
        trial, TrialState.COMPLETE, Optional.of(MEASUREMENT), "", trial, front, AT);
  }

  @Test
  void trialsThatAreReadInSeveralPartsAreAllThereInOrder() {
    int trials = 2 * 4096 + 1;
    try (H2TrialStore store = H2TrialStore.open(file())) {
      StudyLog log = store.create(Studies.definition("many"));
      for (long trial = 0; trial < trials; trial++) {
        log.enter(started(trial));
      }
      log.flush();
      List<Trial> read = log.trials();
      assertThat(read).hasSize(trials).allMatch(trial -> trial.state() == TrialState.RUNNING);
      for (Trial trial : read) {
        assertThat(trial.assignment().whole("depth")).isEqualTo(trial.number());
      }
      assertThat(read).isSortedAccordingTo(Comparator.comparingLong(Trial::number));
    }
    try (StudyView view = StudyView.open(file())) {
      assertThat(view.trials("many", List.of(5000L, 7L, 3L, 1_000_000L, 7L, 40L, 8192L)))
          .extracting(Trial::number)
          .containsExactly(3L, 7L, 40L, 5000L, 8192L);
    }
  }

  @Test
  void aReopenedStudyIsWhatItWasAndGoesOn() {
    List<Trial> before;
    try (H2TrialStore store = H2TrialStore.open(file())) {
      StudyLog log = store.create(Studies.definition("one"));
      log.append(started(0));
      log.append(new TrialEvent.Reported(0, new Report(1, 0.5), AT));
      log.append(started(1));
      log.append(finished(1, FrontChange.NONE));
      log.append(new TrialEvent.Enqueued(2, Assignment.of(Map.of("depth", 9L)), AT));
      before = log.trials();
    }
    try (H2TrialStore store = H2TrialStore.open(file())) {
      StudyLog log = store.find("one").orElseThrow();
      assertThat(log.definition()).isEqualTo(Studies.definition("one"));
      assertThat(log.trials()).isEqualTo(before);
      log.append(new TrialEvent.Reported(0, new Report(2, 0.75), AT));
      log.append(started(2));
      log.append(started(3));
      assertThat(log.trials().get(0).reports())
          .containsExactly(new Report(1, 0.5), new Report(2, 0.75));
      assertThat(log.trials()).hasSize(4);
      assertThatThrownBy(() -> log.append(finished(1, FrontChange.NONE)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("trial 1 ended, it is COMPLETE");
    }
  }

  @Test
  void theFileOfALongStudyIsSmallOnceClosed() throws IOException {
    int trials = 500;
    List<Trial> before;
    long open;
    try (H2TrialStore store = H2TrialStore.open(file())) {
      StudyLog log = store.create(Studies.definition("one"));
      for (long trial = 0; trial < trials; trial++) {
        log.append(started(trial));
        log.append(finished(trial, FrontChange.NONE));
      }
      before = log.trials();
      open = Files.size(Path.of(file() + H2TrialStore.SUFFIX));
    }
    long closed = Files.size(Path.of(file() + H2TrialStore.SUFFIX));
    // a chunk an event stays for H2's retention time, 45 s; else this would show nothing
    assertThat(open).isGreaterThan(5_000_000);
    assertThat(closed).isLessThan(open / 4);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.equals("study.mv.db") || name.equals("study.lock"));
    }
    try (H2TrialStore store = H2TrialStore.open(file())) {
      assertThat(store.find("one").orElseThrow().trials()).isEqualTo(before);
    }
  }

  @Test
  void aStoreMayBeClosedTwice() {
    H2TrialStore store = H2TrialStore.open(file());
    store.close();
    store.close();
    try (H2TrialStore again = H2TrialStore.open(file())) {
      store.close();
      assertThat(again.studies()).isEmpty();
    }
  }

  @Test
  void theFrontIsWhatTheEventsMadeOfIt() {
    try (H2TrialStore store = H2TrialStore.open(file())) {
      StudyLog log = store.create(Studies.definition("one"));
      for (long trial = 0; trial < 4; trial++) {
        log.append(started(trial));
      }
      log.append(finished(0, new FrontChange(List.of(0L), List.of())));
      log.append(finished(1, new FrontChange(List.of(1L), List.of())));
      log.append(finished(2, FrontChange.NONE));
      assertThat(store.front("one")).containsExactly(0L, 1L);
      log.append(finished(3, new FrontChange(List.of(3L), List.of(0L))));
      assertThat(store.front("one")).containsExactly(1L, 3L);
      assertThatThrownBy(() -> store.front("two"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no study 'two' in this store; it has [one]");
    }
  }

  @Test
  void aWriteThatFailsMidwayLeavesNothing() {
    try (H2TrialStore store = H2TrialStore.open(file())) {
      StudyLog log = store.create(Studies.definition("one"));
      log.append(started(0));
      log.append(finished(0, new FrontChange(List.of(0L), List.of())));
      log.append(started(1));
      List<Trial> before = log.trials();
      // trial 0 is on the front already: the last statement of the transaction fails
      assertThatThrownBy(() -> log.append(finished(1, new FrontChange(List.of(0L), List.of()))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot keep an event of trial 1");
      assertThat(log.trials()).isEqualTo(before);
      log.append(finished(1, FrontChange.NONE));
      assertThat(log.trials().get(1).state()).isEqualTo(TrialState.COMPLETE);
    }
  }

  @Test
  void aMomentTooFarAwayIsRefusedAndLeavesNothing() {
    try (H2TrialStore store = H2TrialStore.open(file())) {
      StudyLog log = store.create(Studies.definition("one"));
      assertThatThrownBy(
              () ->
                  log.append(
                      new TrialEvent.Started(0, Assignment.of(Map.of()), "random", Instant.MAX)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("between the years");
      assertThat(log.trials()).isEmpty();
    }
  }

  @Test
  void attributesAreKeptInOrderAndReplaced() {
    try (H2TrialStore store = H2TrialStore.open(file())) {
      store.create(Studies.definition("one"));
      StudyAttributes attributes = store.attributes("one");
      attributes.put("fingerprint", "abc");
      attributes.put("artifact", "x".repeat(2_000_000));
      attributes.put("fingerprint", "def");
    }
    try (H2TrialStore store = H2TrialStore.openReadOnly(file())) {
      StudyAttributes attributes = store.attributes("one");
      assertThat(attributes.all().keySet()).containsExactly("fingerprint", "artifact");
      assertThat(attributes.get("fingerprint")).contains("def");
      assertThat(attributes.get("nothing")).isEmpty();
      assertThatThrownBy(() -> attributes.put("a", "b")).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aReaderSeesARunningStudyAndCannotWrite() {
    try (H2TrialStore writer = H2TrialStore.open(file())) {
      StudyLog log = writer.create(Studies.definition("one"));
      log.append(started(0));
      try (H2TrialStore reader = H2TrialStore.openReadOnly(file())) {
        StudyLog read = reader.find("one").orElseThrow();
        assertThat(read.trials()).isEqualTo(log.trials());
        log.append(started(1));
        assertThat(read.trials()).hasSize(1);
        assertThatThrownBy(() -> read.append(started(1)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("opened for reading");
        assertThatThrownBy(() -> reader.create(Studies.definition("two")))
            .isInstanceOf(IllegalStateException.class);
      }
      try (H2TrialStore reader = H2TrialStore.openReadOnly(file())) {
        assertThat(reader.find("one").orElseThrow().trials()).isEqualTo(log.trials());
      }
    }
  }

  @Test
  void aSecondWriterIsRefusedAndTheFirstKeepsItsRight() {
    try (H2TrialStore first = H2TrialStore.open(file())) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> H2TrialStore.open(file()))
            .isInstanceOfSatisfying(
                StoreHeldException.class,
                held -> assertThat(held.holder()).hasValue(ProcessHandle.current().pid()))
            .hasMessageContaining("is being written by this process");
      }
      assertThat(first.studies()).isEmpty();
    }
    H2TrialStore.open(file()).close();
  }

  @Test
  void whatIsNotADatabaseIsNamed() throws IOException {
    Files.writeString(directory.resolve("study.mv.db"), "not a database");
    assertThatThrownBy(() -> H2TrialStore.open(file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file().toString());
    assertThatThrownBy(() -> H2TrialStore.openReadOnly(file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("study.mv.db");
    assertThatThrownBy(() -> H2TrialStore.openReadOnly(directory.resolve("absent")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no study database");
    assertThat(H2TrialStore.exists(directory.resolve("absent"))).isFalse();
    assertThatThrownBy(() -> H2TrialStore.open(directory.resolve("a;b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("';'");
  }

  @Test
  void anInterruptedThreadStillKeepsItsEvents() {
    try (H2TrialStore store = H2TrialStore.open(file())) {
      StudyLog log = store.create(Studies.definition("one"));
      Thread.currentThread().interrupt();
      log.append(started(0));
      assertThat(Thread.interrupted()).isTrue();
      log.append(started(1));
      assertThat(log.trials()).hasSize(2);
    }
  }
}
