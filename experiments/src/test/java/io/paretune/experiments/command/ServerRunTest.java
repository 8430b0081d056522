package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.command.study.StudyReading;
import io.paretune.experiments.page.answer.ReportFiles;
import io.paretune.experiments.page.follow.PageSource;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.RunOrigin;
import io.paretune.results.report.ParetoReport;
import io.paretune.results.store.SqlTrialStore;
import io.paretune.results.store.StudyDatabase;
import io.paretune.results.store.StudyView;
import io.paretune.results.store.postgres.EmbeddedServer;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose study a PostgreSQL server keeps, by the command line. */
class ServerRunTest {

  private static final String EXPERIMENT =
      """
      name: steps
      space:
        level: {whole: [0, 9]}
      objectives:
        - {name: loss, direction: minimize}
        - {name: cost, direction: minimize}
      command: {run: [sh, steps.sh, "{level}"]}
      sampler: grid
      budget: {trials: 3}
      store: ADDRESS
      """;

  private static final String PROGRAM =
      """
      echo "{\\"objectives\\": {\\"loss\\": $1, \\"cost\\": $((9 - $1))}}"
      """;

  /** All but the page, which shows what only the run's directory has. */
  private static final List<String> FORMATS = List.of("csv", "json", "md", "png");

  private final Path directory;
  private final Path experiment;
  private final Path run;
  private String address = "";

  ServerRunTest(@TempDir Path directory) {
    this.directory = directory;
    this.experiment = directory.resolve("steps.yaml");
    this.run = directory.resolve("run");
  }

  @BeforeEach
  void makeDatabase() throws IOException {
    address = EmbeddedServer.running().database();
    Files.writeString(experiment, EXPERIMENT.replace("ADDRESS", address));
    Files.writeString(directory.resolve("steps.sh"), PROGRAM);
  }

  private Spoken start() {
    return Spoken.by("run", experiment.toString(), "--out", run.toString());
  }

  private static String front(String study) {
    return Spoken.by("front", study, "--format", "csv").done().out();
  }

  @Test
  void aRunIsLookedAtAndTakenOverByItsAddress() throws IOException {
    assertThat(start().code()).isZero();
    String study = address + "#steps";
    assertThat(run.resolve("study.url")).hasContent(study);
    assertThat(run.resolve("study.mv.db")).doesNotExist();
    assertThat(front(study)).isEqualTo(front(run.toString())).hasLineCount(4);
    assertThat(Spoken.by("status", address).done().out())
        .contains("study        steps, seed 1", "complete     3");
    Spoken.by("report", run.toString(), "--format", String.join(",", FORMATS)).done();
    assertThat(run.resolve("report/report.json")).content().doesNotContain("run-file.");
    reportsByAddressDifferInThePageAlone(study);
    assertThat(Spoken.by("compare", run.toString(), study).done().out()).contains("1.000");
    start().refused(List.of("holds a run already"));
    Path other = directory.resolve("other");
    Spoken.by("run", experiment.toString(), "--out", other.toString())
        .refused(List.of("has a study 'steps' already", "paretune resume " + study));
    assertThat(other).doesNotExist();

    Spoken.by("resume", study, "--out", other.toString(), "--trials", "5");
    assertThat(Spoken.by("status", run.toString()).done().out()).contains("complete     5");
    try (StudyView view = PageSource.of(address).open()) {
      assertThat(view.trials("steps", 0, 9)).hasSize(5);
      Map<String, String> kept = view.attributes("steps");
      assertThat(RunOrigin.elsewhere(new RunDirectory(run), kept))
          .contains(other.toAbsolutePath().toString());
      assertThat(RunOrigin.elsewhere(new RunDirectory(other), kept)).isEmpty();
    }
    RunDirectory third = new RunDirectory(directory.resolve("third"));
    RunOrigin.restore(third, StudyDatabase.of(study));
    assertThat(third.settings()).hasSameTextualContentAs(other.resolve("run.json"));
    assertThat(Files.readString(third.settings())).contains("5");
    moves(other);
    cutOffMovesGoOn(other);
    copiesThatDifferAreReplacedByWhatWentOn(other);
    Spoken.by("move", other.toString(), "--to", "file").done();
    // what the first directory still points to is not begun anew
    Spoken.by("resume", run.toString())
        .refused(List.of("there is no study 'steps' in the database " + address));
    Spoken.by("move", run.toString(), "--to", "file").refused(List.of("there is no study 'steps'"));
    assertThat(run.resolve("study.mv.db")).doesNotExist();
  }

  private void reportsByAddressDifferInThePageAlone(String study) throws IOException {
    Path byAddress = directory.resolve("by-address");
    ParetoReport report = Plugins.installed().report(new ReportFiles(study, Optional.empty()));
    StudyReading reading = StudyReading.of(study, Optional.empty());
    for (Path file : report.write(reading.summary(), byAddress, FORMATS)) {
      Path byDirectory = run.resolve("report").resolve(byAddress.relativize(file));
      assertThat(file).hasSameBinaryContentAs(byDirectory);
    }
  }

  private static void moves(Path run) {
    StudyDatabase server = new RunDirectory(run).studies();
    List<Trial> trials = trials(server);
    Map<String, String> attributes = attributes(server);
    try (SqlTrialStore writer = server.open()) {
      writer.find("steps");
      Spoken.by("move", run.toString(), "--to", "file").refused(List.of("is being written by"));
      assertThat(run.resolve("study.mv.db")).doesNotExist();
      assertThat(run.resolve("study.url")).exists();
    }
    Spoken.by("move", run.toString(), "--to", "file").done();
    StudyDatabase file = new RunDirectory(run).studies();
    assertThat(file.study()).isEmpty();
    assertThat(trials(file)).isEqualTo(trials);
    assertThat(attributes(file)).isEqualTo(attributes);
    Spoken.by("status", server.toString()).refused(List.of("has no study yet"));
    Spoken.by("move", run.toString(), "--to", server.place().toString()).done();
    assertThat(new RunDirectory(run).studies()).isEqualTo(server);
    assertThat(trials(server)).isEqualTo(trials);
    assertThat(run.resolve("study.mv.db")).doesNotExist();
    Spoken.by("move", run.toString(), "--to", server.place().toString())
        .refused(List.of("has its study in " + server + " already"));
  }

  private static void cutOffMovesGoOn(Path run) throws IOException {
    RunDirectory directory = new RunDirectory(run);
    StudyDatabase server = directory.studies();
    StudyDatabase file = StudyDatabase.at(directory.database());
    copy(server, file); // and the address is not yet deleted
    Spoken.by("move", run.toString(), "--to", "file").done();
    copy(file, server); // and the address is not yet written
    Spoken.by("move", run.toString(), "--to", server.place().toString()).done();
    assertThat(directory.studies()).isEqualTo(server);
  }

  private static void copiesThatDifferAreReplacedByWhatWentOn(Path run) throws IOException {
    RunDirectory directory = new RunDirectory(run);
    StudyDatabase server = directory.studies();
    StudyDatabase file = StudyDatabase.at(directory.database());
    copy(server, file); // a move to the file was cut off, and the run went on
    goOn(server, "grid");
    Spoken.by("move", run.toString(), "--to", "file").done();
    assertThat(trials(file)).hasSize(6);
    copy(file, server); // a move to the server was cut off, and the run went on
    goOn(file, "grid");
    Spoken.by("move", run.toString(), "--to", server.place().toString()).done();
    assertThat(trials(server)).hasSize(7);
    copy(server, file); // and now it went on at both
    goOn(server, "grid");
    goOn(file, "other");
    Spoken.by("move", run.toString(), "--to", "file").refused(List.of("is there already"));
    assertThat(trials(server)).hasSize(8);
    Files.delete(Path.of(file.toString()));
  }

  private static void goOn(StudyDatabase study, String sampler) {
    try (SqlTrialStore store = study.open()) {
      StudyLog log = store.find("steps").orElseThrow();
      int next = log.trials().size();
      Assignment point = Assignment.of(Map.of("level", 3L));
      log.append(new TrialEvent.Started(next, point, sampler, Instant.EPOCH));
      log.append(
          new TrialEvent.Finished(
              next,
              TrialState.FAILED,
              Optional.empty(),
              "no reason",
              next,
              FrontChange.NONE,
              Instant.EPOCH));
    }
  }

  private static void copy(StudyDatabase from, StudyDatabase to) {
    try (SqlTrialStore source = from.open();
        SqlTrialStore target = to.open()) {
      target.copy(source, "steps");
    }
  }

  private static List<Trial> trials(StudyDatabase database) {
    try (SqlTrialStore store = database.openReadOnly()) {
      return store.find("steps").orElseThrow().trials();
    }
  }

  private static Map<String, String> attributes(StudyDatabase database) {
    try (SqlTrialStore store = database.openReadOnly()) {
      return RunOrigin.facts(store.attributes("steps").all());
    }
  }

  @Test
  void whatCannotBeHadIsRefusedAndNothingIsWritten() throws IOException {
    Files.writeString(experiment, EXPERIMENT.replace("ADDRESS", "jdbc:postgresql://127.0.0.1:1/d"));
    start().refused(List.of("jdbc:postgresql://127.0.0.1:1/d cannot be reached"));
    Files.writeString(experiment, EXPERIMENT.replace("ADDRESS", "jdbc:postgresql://u:pw@h/d"));
    start().refused(List.of("steps.yaml:10", "must not hold a user or a password"));
    Files.writeString(experiment, EXPERIMENT.replace("ADDRESS", "postgres"));
    start().refused(List.of("'store' must be the address of a database"));
    Files.writeString(experiment, EXPERIMENT.replace("ADDRESS", address + "missing"));
    start().refused(List.of("missing does not exist"));
    assertThat(run).doesNotExist();
    Spoken.by("status", address).refused(List.of("there is no study in the database " + address));
    Spoken.by("resume", address).refused(List.of("must end in #STUDY"));
    Spoken.by("resume", address + "#none", "--out", run.toString())
        .refused(List.of("there is no study 'none'"));
    assertThat(run).doesNotExist();
  }
}
