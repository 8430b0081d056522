package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.results.store.H2TrialStore;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of a study that a Java program made is looked at as a run is. */
class JavaStudyTest {

  private static final SearchSpace SPACE = SearchSpace.builder().whole("level", 0, 9).build();

  private final Path directory;
  private final Path file;

  JavaStudyTest(@TempDir Path directory) {
    this.directory = directory;
    this.file = directory.resolve("codec.mv.db");
  }

  private void study(String name) {
    try (H2TrialStore store = H2TrialStore.open(directory.resolve("codec"))) {
      Study<Assignment> study =
          Study.of(SPACE).name(name).minimize("loss").minimize("cost", "ms").store(store).start();
      study.optimize(
          (point, trial) -> {
            double level = point.whole("level");
            return trial.measured(9 - level, level);
          },
          Budget.trials(4));
    }
  }

  @Test
  void frontStatusAndReportReadTheFile() {
    study("codec");
    String front = Spoken.by("front", file.toString(), "--format", "csv").done().out();
    assertThat(front).startsWith("trial,state,level,loss,cost");
    assertThat(front.lines()).hasSize(5);
    assertThat(Spoken.by("status", file.toString()).done().out())
        .contains("study        codec, seed 1", "complete     4", "front        4 members");
    Spoken.by("report", file.toString(), "--format", "html,json").done();
    assertThat(directory.resolve("codec-report/report.html")).isNotEmptyFile();
    assertThat(directory.resolve("codec-report/report.json")).isNotEmptyFile();
  }

  @Test
  void oneOfSeveralStudiesIsNamed() {
    study("codec");
    study("sorting");
    Spoken.by("front", file.toString())
        .refused(List.of("holds several studies; name one with --study: codec, sorting"));
    Spoken.by("status", file.toString(), "--study", "sortin")
        .refused(List.of("has no study 'sortin'; did you mean 'sorting'? (there are: "));
    assertThat(Spoken.by("status", file.toString(), "--study", "sorting").done().out())
        .contains("study        sorting");
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    Spoken.by("front", directory + "/none.mv.db").refused(List.of("there is no file"));
    Files.writeString(file, "dear reader");
    Spoken.by("report", file.toString()).refused(List.of("cannot be read as a study's database"));
    assertThat(directory.resolve("codec-report")).doesNotExist();
  }
}
