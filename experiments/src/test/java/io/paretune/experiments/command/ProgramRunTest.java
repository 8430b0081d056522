package io.paretune.experiments.command;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs whose trials a program evaluates, by the command line, with real workers. */
class ProgramRunTest {

  private static final String EXPERIMENT =
      """
      name: steps
      seed: 7
      space:
        level: {whole: [0, 9]}
      objectives:
        - {name: loss, direction: minimize}
        - {name: cost, direction: minimize, unit: ms}
      constraints: [{metric: cost, at-most: 8}]
      command: {run: [sh, steps.sh, "{level}"], grace: 1s}
      sampler: grid
      pruner: {name: threshold, upper: 50, warm-up-epochs: 1}
      budget: {trials: 10}
      workers: {trial-timeout: 4s}
      """;

  /** Level 2 fails, 3 hangs, 4 is pruned, 5 keeps a file, the others are complete. */
  private static final String PROGRAM =
      """
      case $1 in
        2) echo "no level 2 here" >&2; exit 4 ;;
        3) sleep 600 ;;
        4) echo '{"report": {"step": 1, "value": 60}}'; sleep 600 ;;
        5) echo model > "$PARETUNE_DIRECTORY/model" ;;
      esac
      echo '{"report": {"step": 1, "value": 40}}'
      echo "{\\"objectives\\": {\\"loss\\": $((10 - $1)), \\"cost\\": $1}, \\"extras\\": {\\"odd\\": $(($1 % 2))}}"
      """;

  private final Path directory;
  private final Path experiment;

  ProgramRunTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.experiment = directory.resolve("steps.yaml");
    Files.writeString(experiment, EXPERIMENT);
    Files.writeString(directory.resolve("steps.sh"), PROGRAM);
  }

  private List<JsonNode> trials(Path run) throws IOException {
    Spoken.by("report", run.toString(), "--format", "json").done();
    List<JsonNode> all = new ArrayList<>();
    new ObjectMapper()
        .readTree(run.resolve("report/report.json").toFile())
        .get("trials")
        .forEach(all::add);
    return all;
  }

  private static JsonNode level(List<JsonNode> trials, int level) {
    return trials.stream()
        .filter(trial -> trial.get("parameters").get("level").asInt() == level)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunIsValidatedRunStoppedResumedAndLookedAt() throws IOException {
    Path run = directory.resolve("run");
    Files.writeString(
        experiment, "log: {mlflow: 'http://127.0.0.1:1', tensorboard: seen}\n", APPEND);
    assertThat(Spoken.by("validate", experiment.toString()).done().out())
        .contains("level: whole 0..9", "10 assignments");

    Spoken first =
        Spoken.by("run", experiment.toString(), "--out", run.toString(), "--trials", "4");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(trials(run)).hasSize(4);
    assertThat(first.err())
        .containsOnlyOnce("MLflow at http://127.0.0.1:1 cannot be reached")
        .contains("did not get all trials; paretune resume sends the others");
    Spoken rest = Spoken.by("resume", run.toString(), "--trials", "10", "--workers", "2");
    assertThat(rest.code()).as(rest.err()).isZero();

    List<JsonNode> trials = trials(run);
    assertThat(trials).hasSize(10);
    try (Stream<Path> files = Files.walk(directory.resolve("seen"))) {
      // a file for each trial, and the study's; beside them, whose folder it is
      assertThat(files.filter(file -> file.toString().contains("tfevents"))).hasSize(11);
    }
    assertThat(trials.stream().map(trial -> trial.get("parameters").toString()))
        .doesNotHaveDuplicates();
    JsonNode failed = level(trials, 2);
    assertThat(failed.get("state").asText()).isEqualTo("FAILED");
    assertThat(failed.get("reason").asText())
        .isEqualTo("the program exited with code 4; it said last: no level 2 here");
    assertThat(level(trials, 3).get("reason").asText()).contains("longer than its limit of 4 s");
    JsonNode pruned = level(trials, 4);
    assertThat(pruned.get("state").asText()).isEqualTo("PRUNED");
    assertThat(pruned.get("reason").asText()).contains("above the allowed 50");
    JsonNode complete = level(trials, 5);
    assertThat(complete.get("metrics").toString())
        .isEqualTo("{\"loss\":5.0,\"cost\":5.0,\"odd\":1.0}");
    assertThat(complete.get("reports").toString()).isEqualTo("[[1,40.0]]");
    assertThat(run.resolve("trials/" + complete.get("trial").asText() + "/model")).exists();
    assertThat(level(trials, 9).get("front").asBoolean()).as("infeasible").isFalse();
    assertThat(level(trials, 8).get("front").asBoolean()).isTrue();

    assertThat(Spoken.by("status", run.toString()).done().out())
        .contains("complete     7", "failed       2", "pruned       1");
    assertThat(Spoken.by("front", run.toString(), "--format", "csv").done().out())
        .startsWith("trial,state,level,loss,cost,odd");
    assertThat(Spoken.by("report", run.toString()).done().out()).contains("report.html");
    Spoken.by("export", run.toString(), "--trial", "0", "--to", directory + "/m.onnx")
        .refused(List.of("has no files to export", "'sh steps.sh {level}'", "trials/"));
    assertThat(directory.resolve("m.onnx")).doesNotExist();
    String log = Files.readString(run.resolve("logs/worker-0.log"));
    Path second = run.resolve("logs/worker-1.log");
    assertThat(log + Files.readString(second)).contains("trial", ": no level 2 here");
  }

  @Test
  void aProgramThatAlwaysFailsEndsTheRunAndTheRunGoesOnWhenItIsMended() throws IOException {
    String endless = EXPERIMENT.replace("trials: 10", "trials: 4000, stop-after-failures: 3");
    Files.writeString(
        experiment,
        endless
            .replace("sampler: grid", "sampler: random")
            .replace("whole: [0, 9]", "real: [5, 9]"));
    Path program = directory.resolve("steps.sh");
    Files.writeString(program, "echo no licence >&2; exit 1");
    Path run = directory.resolve("run");
    Spoken broken = Spoken.by("run", experiment.toString(), "--out", run.toString());
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.err())
        .contains(
            "ended after 3 trials: 3 trials in a row failed, first trial 0: the program exited with"
                + " code 1; it said last: no licence",
            "paretune resume " + run,
            "stop-after-failures: never");
    assertThat(trials(run)).hasSize(3);
    assertThat(Spoken.by("status", run.toString()).done().out())
        .contains("3 trials in a row failed");

    Files.writeString(program, "echo '{\"objectives\": {\"loss\": 1, \"cost\": 1}}'");
    Spoken mended = Spoken.by("resume", run.toString(), "--trials", "5");
    assertThat(mended.code()).as(mended.err()).isZero();
    assertThat(Files.readAllLines(run.resolve("logs/coordinator.log")))
        .anyMatch(line -> line.endsWith("event=run state=ended reason=FAILING"))
        .anyMatch(line -> line.endsWith("event=run state=resumed finished=3"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "sh, steps.sh; no-such-program, x; there is no program 'no-such-program' on the PATH",
        "sh, steps.sh; ./absent.sh; absent.sh does not exist",
        "sh, steps.sh; steps.sh; write ./steps.sh",
        "sh, steps.sh; ./steps.sh; is not executable",
        "{level}; {levle}; steps.yaml:9:31: '{levle}' must name a parameter",
        "sampler: grid; data: digits; 'data' belongs to a search of networks",
        "objectives:; objective:; did you mean 'objectives'?",
        "sampler: grid; warm-start: nowhere; 'warm-start' must be the directory of a run",
        "trials: 10; trials: 10, stop-after-failures: 0; must be a whole number from 1, or never",
      })
  void mistakesAreAnsweredByRunAndValidateAlike(String from, String to, String part)
      throws IOException {
    Files.writeString(experiment, EXPERIMENT.replace(from, to));
    Path run = directory.resolve("run");
    Spoken.by("validate", experiment.toString()).refused(List.of(part));
    Spoken.by("run", experiment.toString(), "--out", run.toString()).refused(List.of(part));
    assertThat(run).doesNotExist();
  }

  @Test
  void aProgramThatIsGoneWhenTheRunIsResumedIsNamed() throws IOException {
    Path program = directory.resolve("go.sh");
    Files.writeString(program, "#!/bin/sh\n" + PROGRAM);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(experiment, EXPERIMENT.replace("sh, steps.sh", "./go.sh"));
    Path run = directory.resolve("run");
    Spoken first =
        Spoken.by("run", experiment.toString(), "--out", run.toString(), "--trials", "1");
    assertThat(first.code()).as(first.err()).isZero();
    Files.delete(program);
    Spoken.by("resume", run.toString()).refused(List.of("./go.sh", "does not exist"));
  }
}
