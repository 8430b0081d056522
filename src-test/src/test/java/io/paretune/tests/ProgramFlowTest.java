package io.paretune.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.tests.CommandLine.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches by a program of one's own, from the command to its end, whoever is killed meanwhile. */
class ProgramFlowTest {

  private static final Path ROOT = Path.of(System.getProperty("paretune.root", ".."));

  private static final String EXPERIMENT =
      """
      name: program-flow
      seed: 3
      space: {level: {whole: [0, 99]}, rate: {real: [0, 1]}}
      objectives: [{name: loss, direction: minimize}]
      command: [sh, ./program.sh, "{level}"]
      sampler: {name: nsga2, population: 4}
      budget: {trials: 6}
      """;

  /** Hangs once, in the third trial, until somebody ends it. */
  private static final String PROGRAM =
      """
      if [ $PARETUNE_TRIAL = 2 ] && [ ! -e "$HANGS" ]; then
        sleep 600 &
        echo "$$ $!" > "$HANGS.part"
        mv "$HANGS.part" "$HANGS"
        wait
      fi
      echo "{\\"objectives\\": {\\"loss\\": $(((${1} - 40) * (${1} - 40)))}}"
      """;

  private final Path scratch;
  private final CommandLine paretune;
  private final ObjectMapper json = new ObjectMapper();

  ProgramFlowTest(@TempDir Path scratch) {
    this.scratch = scratch;
    this.paretune = new CommandLine(scratch);
  }

  private List<JsonNode> trials(Path run) throws Exception {
    Result report = paretune.here("report", run.toString(), "--format", "json");
    assertThat(report.code()).as(report.err()).isZero();
    List<JsonNode> all = new ArrayList<>();
    json.readTree(run.resolve("report/report.json").toFile()).get("trials").forEach(all::add);
    return all;
  }

  /** The experiment with a file by which the program says that it hangs. */
  private Path experiment(String name) throws IOException {
    Path hangs = scratch.resolve(name + ".hangs");
    Files.writeString(scratch.resolve("program.sh"), "HANGS=" + hangs + "\n" + PROGRAM);
    return Files.writeString(scratch.resolve("program.yaml"), EXPERIMENT);
  }

  /** Waits until the program hangs, and gives its processes. */
  private List<ProcessHandle> hanging(String name) throws Exception {
    Path hangs = scratch.resolve(name + ".hangs");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.exists(hangs)) {
      assertThat(System.nanoTime()).as("time of waiting for " + hangs).isLessThan(deadline);
      Thread.sleep(50);
    }
    List<ProcessHandle> processes = new ArrayList<>();
    for (String pid : List.of(Files.readString(hangs).strip().split(" ", -1))) {
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(processes::add);
    }
    assertThat(processes).hasSize(2);
    return processes;
  }

  private static void ends(ProcessHandle process) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    // a dead process that nobody reaps, as in a container without init, has no command any more
    while (process.isAlive() && process.info().command().isPresent()) {
      assertThat(System.nanoTime()).as("time of " + process.pid()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private Process started(Path experiment, Path run) throws IOException {
    return paretune.start(
        Files.createTempFile(scratch, "out", ".txt"),
        Files.createTempFile(scratch, "err", ".txt"),
        "run",
        experiment.toString(),
        "--out",
        run.toString());
  }

  private static List<String> values(List<JsonNode> trials) {
    return trials.stream()
        .map(trial -> trial.get("parameters") + " " + trial.get("metrics"))
        .toList();
  }

  @Test
  void whoeverIsKilledNoProgramIsLeftAndTheSearchGoesOnTheSame() throws Exception {
    Path killed = scratch.resolve("killed");
    Process coordinator = started(experiment("first"), killed);
    List<ProcessHandle> orphans = hanging("first");
    coordinator.destroyForcibly();
    for (ProcessHandle orphan : orphans) {
      ends(orphan);
    }
    Result resumed = paretune.run("resume", killed.toString());
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("6 trials, 6 complete");

    Path lost = scratch.resolve("lost");
    Process other = started(experiment("second"), lost);
    orphans = hanging("second");
    // the worker alone: its program is found again when the trial is repeated
    other.children().forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle orphan : orphans) {
      ends(orphan);
    }
    assertThat(other.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(other.exitValue()).isZero();

    List<JsonNode> trials = trials(lost);
    assertThat(trials.get(2).get("attempts").asInt()).isEqualTo(2);
    assertThat(values(trials)).hasSize(6).isEqualTo(values(trials(killed)));
  }

  @Test
  void theExampleRuns() throws Exception {
    Path run = scratch.resolve("example");
    Result result =
        paretune.run(
            "run",
            ROOT.resolve("experiments/examples/02-any-program.yaml").toAbsolutePath().toString(),
            "--out",
            run.toString(),
            "--trials",
            "2");
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.err()).contains("2 trials, 2 complete");
    for (JsonNode trial : trials(run)) {
      assertThat(trial.get("metrics").get("ratio").asDouble()).isBetween(1.0, 4.0);
      assertThat(trial.get("metrics").get("ms").asDouble()).isPositive();
    }
  }

  @Test
  void workersThatConnectEvaluateWhatTheRunAsks() throws Exception {
    Files.writeString(scratch.resolve("experiment.yaml"), EXPERIMENT);
    Files.writeString(
        scratch.resolve("program.sh"), PROGRAM.lines().skip(6).collect(Collectors.joining("\n")));
    Path token = Files.writeString(scratch.resolve("token"), "a-token-of-sixteen-or-more");
    Path wrong = Files.writeString(scratch.resolve("wrong"), "another-token-entirely");
    Path said = scratch.resolve("said");
    Process run =
        paretune.start(
            scratch.resolve("front"),
            said,
            "run",
            "experiment.yaml",
            "--out",
            "run",
            "--listen",
            "127.0.0.1:0",
            "--token-file",
            token.toString());
    try {
      String address = address(said);
      Result refused =
          paretune.here("worker", "--connect", address, "--token-file", wrong.toString());
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).isEqualTo("paretune worker: the token is not the coordinator's\n");

      Result worker =
          paretune.run(
              "worker",
              "--connect",
              address,
              "--token-file",
              token.toString(),
              "--directory",
              "there",
              "--name",
              "there");
      assertThat(worker.code()).as(worker.err()).isZero();
      assertThat(worker.err()).endsWith("the run is over\n");
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(run.exitValue()).as(Files.readString(said)).isZero();
    } finally {
      run.destroyForcibly();
    }
    assertThat(paretune.here("status", scratch.resolve("run").toString()).out())
        .contains("complete     6\n")
        .contains("host         there: 0 workers, 0 waiting; 6 trials, 0 failures; at work ");
    assertThat(trials(scratch.resolve("run"))).hasSize(6);
  }

  /** Where a run listens, once it does. */
  private static String address(Path said) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (System.nanoTime() < until) {
      Matcher matcher = Pattern.compile("--connect (\\S+).*\n").matcher(Files.readString(said));
      if (matcher.find()) {
        return matcher.group(1);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("it does not listen: " + Files.readString(said));
  }
}
