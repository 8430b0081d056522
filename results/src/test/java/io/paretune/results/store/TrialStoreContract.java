package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyChanges;
import io.paretune.search.trial.StudyCursor;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link TrialStore} must do. Implement {@link #open} and inherit the tests. */
interface TrialStoreContract {

  Instant AT = Instant.parse("2026-11-22T10:00:00.123456789Z");

  /** A store without studies; closed by the tests. */
  TrialStore open();

  private static Assignment assignment(long depth) {
    return Assignment.of(Map.of("depth", depth));
  }

  private static TrialEvent started(long trial) {
    return new TrialEvent.Started(trial, assignment(trial), "random", AT.plusSeconds(trial));
  }

  private static TrialEvent reported(long trial, int step, double value) {
    return new TrialEvent.Reported(trial, new Report(step, value), AT);
  }

  private static TrialEvent complete(long trial, long order, Measurement measurement) {
    return new TrialEvent.Finished(
        trial,
        TrialState.COMPLETE,
        Optional.of(measurement),
        "",
        order,
        new FrontChange(List.of(trial), List.of()),
        AT.plusSeconds(60));
  }

  private static TrialEvent ended(long trial, long order, TrialState state, String reason) {
    return new TrialEvent.Finished(
        trial, state, Optional.empty(), reason, order, FrontChange.NONE, AT.plusSeconds(60));
  }

  private static Measurement measurement() {
    return Measurement.of(Map.of("accuracy", 0.5, "latency-ms", 1.5));
  }

  @Test
  default void aNewStudyIsFoundUnderItsName() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      store.create(Studies.definition("two"));
      assertThat(log.definition()).isEqualTo(Studies.definition("one"));
      assertThat(log.trials()).isEmpty();
      assertThat(store.studies()).containsExactly("one", "two");
      assertThat(store.find("two")).map(StudyLog::definition).contains(Studies.definition("two"));
      assertThat(store.find("three")).isEmpty();
    }
  }

  @Test
  default void aStudysNameIsUnique() {
    try (TrialStore store = open()) {
      store.create(Studies.definition("one"));
      assertThatThrownBy(() -> store.create(Studies.definition("one")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("'one' again");
      assertThat(store.studies()).containsExactly("one");
    }
  }

  @Test
  default void outcomesAreThoseOfTheTrials() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      List.of(
              started(0),
              new TrialEvent.Declared(0, Map.of("parameters", 10.0), AT),
              reported(0, 1, 0.5),
              complete(0, 0, measurement()),
              started(1),
              ended(1, 1, TrialState.FAILED, "out of memory"),
              started(2))
          .forEach(log::append);
      List<Trial> outcomes = log.outcomes();
      assertThat(outcomes).hasSize(3);
      for (Trial trial : log.trials()) {
        Trial outcome = outcomes.get((int) trial.number());
        assertThat(outcome)
            .usingRecursiveComparison()
            .ignoringFields("assignment", "reports", "declared")
            .isEqualTo(trial);
      }
    }
  }

  @Test
  default void trialsAreWhatTheirEventsMakeOfThem() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      List<TrialEvent> events =
          List.of(
              new TrialEvent.Enqueued(0, assignment(3), AT),
              started(1),
              started(0),
              new TrialEvent.Declared(0, Map.of("size-bytes", 0.1 + 0.2), AT),
              reported(0, 1, 0.25),
              reported(0, 2, 0.5),
              new TrialEvent.Requeued(0, "worker died", AT),
              started(0),
              new TrialEvent.Declared(0, Map.of("parameters", 1e300), AT),
              new TrialEvent.Declared(0, Map.of("size-bytes", 0.1), AT),
              reported(0, 1, 0.125),
              started(2),
              complete(0, 0, measurement().with("machine", "epyc")),
              ended(2, 1, TrialState.PRUNED, "below the median at step 1"),
              ended(1, 2, TrialState.FAILED, "no memory"));
      Map<Long, Trial> expected = new LinkedHashMap<>();
      for (TrialEvent event : events) {
        log.append(event);
        Trial before = expected.get(event.trial());
        expected.put(event.trial(), before == null ? Trial.first(event) : before.after(event));
      }
      assertThat(log.trials())
          .containsExactly(expected.get(0L), expected.get(1L), expected.get(2L));
      assertThat(log.trials().get(0).reports()).containsExactly(new Report(1, 0.125));
      assertThat(log.trials().get(0).declared())
          .isEqualTo(Map.of("parameters", 1e300, "size-bytes", 0.1));
      assertThat(log.trials().get(0).attempts()).isEqualTo(2);
    }
  }

  @Test
  default void aListOfTrialsOnceGivenDoesNotChange() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      log.append(started(0));
      List<Trial> before = log.trials();
      log.append(complete(0, 0, measurement()));
      assertThat(before).extracting(Trial::state).containsExactly(TrialState.RUNNING);
      assertThatThrownBy(before::clear).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  default void anEventThatDoesNotFitIsRefusedAndLeavesNothing() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      log.append(new TrialEvent.Enqueued(0, assignment(1), AT));
      log.append(started(1));
      log.append(complete(1, 0, measurement()));
      log.append(started(2));
      List<Trial> before = log.trials();
      List<TrialEvent> unfit =
          List.of(
              reported(0, 1, 0.5),
              complete(0, 1, measurement()),
              started(1),
              complete(1, 1, measurement()),
              reported(1, 1, 0.5),
              new TrialEvent.Declared(1, Map.of("size-bytes", 1.0), AT),
              new TrialEvent.Requeued(1, "late", AT),
              started(2),
              new TrialEvent.Enqueued(2, assignment(1), AT),
              reported(3, 1, 0.5),
              complete(3, 1, measurement()),
              started(4));
      for (TrialEvent event : unfit) {
        assertThatThrownBy(() -> log.append(event))
            .as(event.toString())
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(log.trials()).isEqualTo(before);
      log.append(started(3));
      assertThat(log.trials()).hasSize(4);
    }
  }

  @Test
  default void numbersAndKindsOfValuesComeBackToTheLastBit() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("zeta", 0.1 + 0.2);
      values.put("alpha", -0.0);
      values.put("whole", Long.MIN_VALUE);
      values.put("one", 1L);
      values.put("flag", true);
      values.put("text", "wörd \u0000 \u001a0 \uD83D 'quoted' \uD83D\uDE00");
      log.append(new TrialEvent.Started(0, Assignment.of(values), "random", AT));
      Measurement measurement =
          measurement()
              .with("z", -0.0)
              .with("a", Double.NaN)
              .with("inf", Double.NEGATIVE_INFINITY)
              .with("tiny", Double.MIN_VALUE)
              .with("artifact", "0123456789abcdef".repeat(4))
              .with("log", "two\nlines");
      log.append(complete(0, 0, measurement));
      Trial trial = log.trials().get(0);
      assertThat(trial.assignment()).isEqualTo(Assignment.of(values));
      assertThat(trial.assignment().asMap().keySet()).containsExactlyElementsOf(values.keySet());
      assertThat(trial.measurement()).contains(measurement);
      assertThat(trial.measurement().orElseThrow().metrics().keySet())
          .containsExactlyElementsOf(measurement.metrics().keySet());
      assertThat(trial.startedAt()).contains(AT);
    }
  }

  @Test
  default void studiesDoNotSeeEachOther() {
    try (TrialStore store = open()) {
      StudyLog one = store.create(Studies.definition("one"));
      StudyLog two = store.create(Studies.definition("two"));
      one.append(started(0));
      one.append(started(1));
      two.append(started(0));
      two.append(complete(0, 0, measurement()));
      assertThat(one.trials()).extracting(Trial::state).containsOnly(TrialState.RUNNING).hasSize(2);
      assertThat(two.trials()).extracting(Trial::state).containsExactly(TrialState.COMPLETE);
    }
  }

  @Test
  default void manyThreadsMayAppendToTrialsOfTheirOwn() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      int trials = 16;
      IntStream.range(0, trials).forEach(trial -> log.append(started(trial)));
      AtomicLong order = new AtomicLong();
      IntStream.range(0, trials)
          .parallel()
          .forEach(
              trial -> {
                log.append(reported(trial, 1, trial));
                log.append(complete(trial, order.getAndIncrement(), measurement()));
              });
      assertThat(log.trials())
          .hasSize(trials)
          .allSatisfy(
              trial -> {
                assertThat(trial.state()).isEqualTo(TrialState.COMPLETE);
                assertThat(trial.reports()).containsExactly(new Report(1, trial.number()));
              });
    }
  }

  @Test
  default void whatManyThreadsEnteredIsKeptInOrderOnceTheyWaitedForIt() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      AtomicLong next = new AtomicLong();
      IntStream.range(0, 64)
          .parallel()
          .forEach(
              turn -> {
                long trial;
                synchronized (next) {
                  trial = next.getAndIncrement();
                  log.enter(started(trial));
                  log.enter(ended(trial, trial, TrialState.PRUNED, "hopeless"));
                }
                if (turn % 16 == 0) {
                  store.attributes("one").put("turn " + turn, "taken");
                }
                log.flush();
              });
      assertThat(log.trials())
          .hasSize(64)
          .allSatisfy(trial -> assertThat(trial.state()).isEqualTo(TrialState.PRUNED));
      assertThat(store.attributes("one").all()).hasSize(4);
    }
  }

  @Test
  default void whatIsFoundAfterTheSearchIsKeptBesideTheTrialsOneOfAKind() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      log.append(started(0));
      log.append(complete(0, 0, measurement()));
      List<Trial> before = log.trials();
      Assessments assessments = store.assessments("one");
      Assessment test =
          new Assessment(
              Assessment.Kind.TEST_SPLIT, Map.of("z", -0.0), Map.of("b", "two\nlines"), "");
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("zeta", 0.1 + 0.2);
      metrics.put("alpha", Double.MIN_VALUE);
      Assessment again =
          new Assessment(Assessment.Kind.MEASURED_AGAIN, metrics, Map.of(), "a machine");
      assessments.put(0, test);
      assessments.put(0, new Assessment(Assessment.Kind.MEASURED_AGAIN, Map.of(), Map.of(), ""));
      assessments.put(0, again);
      assertThat(store.assessments("one").all()).isEqualTo(Map.of(0L, List.of(test, again)));
      assertThat(assessments.all().getOrDefault(0L, List.of()).get(1).metrics().keySet())
          .containsExactly("zeta", "alpha");
      assertThat(log.trials()).isEqualTo(before);
      assertThatThrownBy(() -> assessments.put(1, test))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no trial 1");
      assertThatThrownBy(() -> store.assessments("two"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no study 'two'");
    }
  }

  @Test
  default void aReaderIsToldWhatIsNewAndWhatBecameOfTrialsThatHadNotEnded() {
    try (TrialStore store = open()) {
      StudyLog log = store.create(Studies.definition("one"));
      for (long trial = 0; trial < 100; trial++) {
        log.append(started(trial));
      }
      for (long trial = 0; trial < 90; trial++) {
        log.append(ended(trial, trial, TrialState.PRUNED, "hopeless"));
      }
      StudyChanges first = log.since(StudyCursor.START);
      assertThat(first.trials()).isEqualTo(log.trials());
      assertThat(first.cursor())
          .isEqualTo(
              new StudyCursor(100, Set.of(90L, 91L, 92L, 93L, 94L, 95L, 96L, 97L, 98L, 99L)));
      log.append(complete(95, 90, measurement()));
      log.append(started(100));
      StudyChanges second = log.since(first.cursor());
      assertThat(second.trials()).isEqualTo(log.trials().subList(90, 101));
      assertThat(second.cursor().open()).hasSize(10).doesNotContain(95L);
      assertThat(log.since(second.cursor()).trials())
          .extracting(Trial::number)
          .containsExactly(90L, 91L, 92L, 93L, 94L, 96L, 97L, 98L, 99L, 100L);
    }
  }

  @Test
  default void attributesKeepTheirOrderAndAreReplaced() {
    try (TrialStore store = open()) {
      store.create(Studies.definition("one"));
      StudyAttributes attributes = store.attributes("one");
      attributes.put("zeta", "1");
      attributes.put("alpha", "2");
      attributes.put("zeta", "3");
      assertThat(store.attributes("one").all().keySet()).containsExactly("zeta", "alpha");
      assertThat(attributes.get("zeta")).contains("3");
      assertThat(attributes.get("nothing")).isEmpty();
    }
  }
}
