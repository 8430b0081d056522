package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.results.store.database.StoreException;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyViewTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final StudyDefinition DEFINITION =
      new StudyDefinition(
          "viewed",
          SearchSpace.builder().whole("depth", 0, 1000).build(),
          List.of(Objective.minimize("loss")),
          List.of(),
          1);

  private final Path file;

  StudyViewTest(@TempDir Path directory) {
    this.file = directory.resolve("study");
  }

  private static void start(StudyLog log, long trial) {
    log.append(
        new TrialEvent.Started(
            trial,
            io.paretune.search.space.Assignment.of(Map.of("depth", trial % 1000)),
            "random",
            NOW));
    log.append(new TrialEvent.Reported(trial, new Report(1, trial), NOW));
  }

  private static void end(StudyLog log, long trial) {
    log.append(
        new TrialEvent.Finished(
            trial,
            TrialState.COMPLETE,
            Optional.of(Measurement.of(Map.of("loss", (double) trial)).with("seed", "7")),
            "",
            trial,
            FrontChange.NONE,
            NOW));
  }

  @Test
  void trialsAreThoseThatTheStoreGives() {
    try (H2TrialStore store = H2TrialStore.open(file)) {
      StudyLog log = store.create(DEFINITION);
      for (long trial = 0; trial < 30; trial++) {
        start(log, trial);
        if (trial != 11) {
          end(log, trial);
        }
      }
      store.attributes("viewed").put("data", "digits");
      try (StudyView view = StudyView.open(file)) {
        assertThat(view.studies()).containsExactly("viewed");
        assertThat(view.definition("viewed")).isEqualTo(DEFINITION);
        assertThat(view.attributes("viewed")).containsEntry("data", "digits");
        List<Trial> all = log.trials();
        assertThat(view.trials("viewed", 0, 1000)).isEqualTo(all);
        assertThat(view.trials("viewed", 10, 13)).isEqualTo(all.subList(10, 13));
        assertThat(view.trials("viewed", 30, 40)).isEmpty();
        assertThat(view.states("viewed", 10, 12))
            .isEqualTo(Map.of(10L, TrialState.COMPLETE, 11L, TrialState.RUNNING));
        // it shows one moment
        end(log, 11);
        assertThat(view.trials("viewed", 11, 12).get(0).state()).isEqualTo(TrialState.RUNNING);
      }
    }
  }

  @Test
  void anotherAssessmentIsAnotherMark() {
    try (H2TrialStore store = H2TrialStore.open(file)) {
      StudyLog log = store.create(DEFINITION);
      start(log, 0);
      end(log, 0);
      String before = mark();
      assertThat(mark()).isEqualTo(before);
      store
          .assessments("viewed")
          .put(0, new Assessment(Assessment.Kind.TEST_SPLIT, Map.of("test", 1.0), Map.of(), ""));
      String first = mark();
      assertThat(first).isNotEqualTo(before);
      store
          .assessments("viewed")
          .put(0, new Assessment(Assessment.Kind.TEST_SPLIT, Map.of("test", 2.0), Map.of(), ""));
      assertThat(mark()).isNotEqualTo(first);
    }
  }

  private String mark() {
    try (StudyView view = StudyView.open(file)) {
      return view.assessmentsMark("viewed");
    }
  }

  @Test
  void whileAWriterWritesEveryViewIsWhole() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    try (H2TrialStore store = H2TrialStore.open(file)) {
      StudyLog log = store.create(DEFINITION);
      Thread writer =
          new Thread(
              () -> {
                for (long trial = 0; !over.get(); trial++) {
                  start(log, trial);
                  end(log, trial);
                }
              });
      writer.start();
      long seen = 0;
      for (int look = 0; look < 12; look++) {
        try (StudyView view = StudyView.open(file)) {
          List<Trial> trials = view.trials("viewed", 0, Long.MAX_VALUE);
          assertThat((long) trials.size()).isGreaterThanOrEqualTo(seen);
          seen = trials.size();
          for (int i = 0; i < trials.size(); i++) {
            assertThat(trials.get(i).number()).isEqualTo(i);
            assertThat(trials.get(i).state() == TrialState.COMPLETE || i == trials.size() - 1)
                .isTrue();
          }
        }
      }
      over.set(true);
      writer.join();
      assertThat(seen).isPositive();
    }
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    Files.writeString(Path.of(file + H2TrialStore.SUFFIX), "noise");
    assertThatThrownBy(() -> StudyView.open(file)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> StudyView.open(file.resolveSibling("none")))
        .isInstanceOf(StoreException.class);
    assertThat(file.resolveSibling("none.mv.db")).doesNotExist();
  }

  @Test
  void anOlderSchemaIsReadFromACopy() throws IOException {
    try (java.io.InputStream in =
        new java.util.zip.GZIPInputStream(
            StudyViewTest.class.getResourceAsStream("schema-2.mv.db.gz"))) {
      Files.copy(in, Path.of(file + H2TrialStore.SUFFIX));
    }
    assertThatThrownBy(() -> StudyView.open(file)).hasMessageContaining("schema");
    try (StudyView view = StudyView.openCopy(file)) {
      assertThat(view.studies()).isNotEmpty();
      assertThat(view.trials(view.studies().get(0), 0, 10)).isNotEmpty();
    }
  }
}
