package io.paretune.experiments.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.experiments.worker.EvaluatorUnavailableException;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a trial, by what the program that evaluates it does. */
class ProgramServiceTest {

  private static final SearchSpace SPACE = SearchSpace.builder().whole("level", 1, 9).build();
  private static final String RESULT = "echo '{\"objectives\": {\"loss\": 2}}'\n";
  private static final Outcome TWO = new Outcome.Measured(Measurement.of(Map.of("loss", 2.0)));

  private final Path directory;
  private final List<String> heard = new ArrayList<>();

  ProgramServiceTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Outcome evaluated(String script) throws Exception {
    return evaluated(script, Duration.ofMinutes(2), false);
  }

  private Outcome evaluated(String script, Duration limit, boolean exclusive) throws Exception {
    Files.writeString(directory.resolve("p.sh"), script);
    Program program =
        new Program(List.of("sh", "p.sh"), directory, exclusive, Duration.ofMillis(300));
    return service(program, limit).evaluate(4, SPACE.assignment(Map.of("level", 3L)), channel());
  }

  private TrialEvaluator service(Program program, Duration limit) {
    return new ProgramService(
        program,
        SPACE,
        Assignment::asMap,
        new OutputParser(List.of("loss"), List.of()),
        new ProgramService.Surroundings(
            7, directory.resolve("trials"), limit, MeasuringLease.in(directory.resolve("lease"))));
  }

  /** Prunes from step 2 on. */
  private TrialChannel channel() {
    return new TrialChannel() {
      @Override
      public Verdict report(int step, double value) {
        heard.add(step + "=" + value);
        return step < 2 ? Verdict.keep() : Verdict.prune("hopeless");
      }

      @Override
      public Verdict declare(Map<String, Double> metrics) {
        heard.add(metrics.toString());
        return Verdict.keep();
      }

      @Override
      public void phase(String phase) {
        // for people
      }
    };
  }

  private static void failed(Outcome outcome, String... parts) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) outcome).reason()).contains(parts);
  }

  /** Waits for a file that a script writes, and gives the number in it. */
  private ProcessHandle process(String file) throws Exception {
    return ProcessHandle.of(Long.parseLong(Files.readString(directory.resolve(file)).strip()))
        .orElseGet(ProcessHandle::current);
  }

  private boolean gone(String file) throws Exception {
    ProcessHandle process = process(file);
    if (process.equals(ProcessHandle.current())) {
      return true;
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    // a container without init keeps dead processes, which have no command any more
    while (process.isAlive() && process.info().command().isPresent()) {
      if (System.nanoTime() > until) {
        return false;
      }
      Thread.sleep(10);
    }
    return true;
  }

  @Test
  void theProgramSeesItsAssignmentTwiceAndWhoItIs() throws Exception {
    Outcome outcome =
        evaluated(
            """
            read line
            read file < "$PARETUNE_ASSIGNMENT"
            [ "$line" = '{"level":3}' ] || exit 1
            [ "$file" = "$line" ] || exit 2
            [ "$PARETUNE_TRIAL $PARETUNE_SEED" = "4 7" ] || exit 3
            [ -d "$PARETUNE_DIRECTORY" ] || exit 4
            [ -z "$CLASSPATH" ] || exit 5
            [ -f p.sh ] || exit 6
            """
                + RESULT);
    assertThat(outcome).isEqualTo(TWO);
    assertThat(directory.resolve("trials/4")).doesNotExist();
  }

  @Test
  void wholeNumbersBooleansAndRealsKeepTheirKinds() throws Exception {
    SearchSpace space =
        SearchSpace.builder()
            .whole("level", 1, 9)
            .logWhole("block", 1, 1024)
            .real("rate", 0, 1)
            .choice("fast", true, false)
            .choice("kernel", 3, 5)
            .choice("share", 0.5, 1)
            .choice("word", "1", "true")
            .build();
    Files.writeString(directory.resolve("p.sh"), "cat > seen\n" + RESULT);
    Program program = new Program(List.of("sh", "p.sh"), directory, false, Program.USUAL_GRACE);
    ProgramService service =
        new ProgramService(
            program,
            space,
            Assignment::asMap,
            new OutputParser(List.of("loss"), List.of()),
            new ProgramService.Surroundings(
                7,
                directory.resolve("trials"),
                Duration.ofMinutes(1),
                MeasuringLease.in(directory.resolve("lease"))));
    // on the way from the coordinator, a real without fraction may have become a whole number
    Map<String, Object> sent =
        Map.of(
            "level", 3L, "block", 64L, "rate", 1L, "fast", false, "kernel", 5L, "share", 1.0,
            "word", "true");
    assertThat(service.evaluate(0, service.space().assignment(sent), channel())).isEqualTo(TWO);
    assertThat(directory.resolve("seen"))
        .hasContent(
            "{\"level\":3,\"block\":64,\"rate\":1.0,\"fast\":false,\"kernel\":5,\"share\":1.0,"
                + "\"word\":\"true\"}");
  }

  @Test
  void whatTheProgramLeavesInItsDirectoryStays() throws Exception {
    assertThat(evaluated("echo model > $PARETUNE_DIRECTORY/model\n" + RESULT)).isEqualTo(TWO);
    assertThat(directory.resolve("trials/4/model")).hasContent("model");
    assertThat(directory.resolve("trials/4/assignment.json")).hasContent("{\"level\":3}");
    assertThat(directory.resolve("trials/4/process")).doesNotExist();
  }

  @Test
  void reportsGoUpInOrderAndTalkDoesNot() throws Exception {
    Outcome outcome =
        evaluated(
            """
            echo loading
            echo '{"known": {"size": 5}}'
            echo '{"report": {"step": 0, "value": 0.5}}'
            echo '{"epoch": 1}'
            printf '10%%\\r20%%\\r{"report": {"step": 1, "value": 0.75}}\\r'
            echo warning >&2
            """
                + RESULT);
    assertThat(outcome).isEqualTo(TWO);
    assertThat(heard).containsExactly("{size=5.0}", "0=0.5", "1=0.75");
  }

  @Test
  void aPrunedProgramIsEndedWithWhatItStarted() throws Exception {
    Outcome outcome =
        evaluated(
            """
            sleep 600 & echo $! > child
            echo $$ > self
            echo '{"report": {"step": 2, "value": 1}}'
            wait
            """);
    assertThat(outcome).isEqualTo(new Outcome.Pruned("hopeless"));
    assertThat(gone("child")).isTrue();
    assertThat(gone("self")).isTrue();
  }

  @Test
  void aPrunedProgramMayPutThingsInOrder() throws Exception {
    evaluated(
        """
        trap 'echo tidied > tidied; exit 0' TERM
        echo '{"report": {"step": 2, "value": 1}}'
        n=0
        while [ $n -lt 600 ]; do sleep 0.05; n=$((n + 1)); done
        """);
    assertThat(directory.resolve("tidied")).hasContent("tidied");
  }

  @Test
  void aProgramThatIgnoresTheRequestIsEndedByForce() throws Exception {
    Outcome outcome =
        evaluated(
            """
            trap '' TERM
            echo $$ > self
            echo '{"report": {"step": 2, "value": 1}}'
            n=0
            while [ $n -lt 600 ]; do sleep 0.1; n=$((n + 1)); done
            """);
    assertThat(outcome).isEqualTo(new Outcome.Pruned("hopeless"));
    assertThat(gone("self")).isTrue();
  }

  @Test
  void aHangingProgramFailsAtItsLimitAndIsEnded() throws Exception {
    Outcome outcome =
        evaluated("echo $$ > self; echo stuck >&2; sleep 600\n", Duration.ofMillis(1500), false);
    failed(outcome, "took longer than its limit of 1500 ms", "it said last: stuck");
    assertThat(gone("self")).isTrue();
  }

  @Test
  void aProgramThatFailsIsQuoted() throws Exception {
    failed(
        evaluated("for i in 1 2 3 4 5 6; do echo line $i >&2; done\n" + RESULT + "exit 3\n"),
        "the program exited with code 3; it said last: line 2 | line 3 | line 4 | line 5 | line 6");
    failed(evaluated("kill -9 $$\n"), "the program was ended by signal 9");
    failed(evaluated("echo done\n"), "without a line {\"objectives\": {...}}", "last: done");
    failed(evaluated("exit 0\n"), "without a line {\"objectives\": {...}}");
    failed(evaluated("echo '{\"objectives\": {\"loss\": NaN}}'\n"), "'loss' must be finite");
    failed(evaluated(RESULT + RESULT), "went on after its result");
    failed(
        evaluated("echo '{\"report\": {\"step\": 0, \"value\": NaN}}'; sleep 600\n"),
        "'value' must be finite, got NaN");
  }

  @Test
  void aLongLineWithoutAnEndDoesNotFillTheHeap() throws Exception {
    failed(
        evaluated("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1\n"),
        "exited with code 1; it said last: xxx",
        " ...");
  }

  @Test
  void aProcessLeftBehindDoesNotHoldTheTrialUp() throws Exception {
    assertThat(evaluated("sleep 600 & echo $! > child\n" + RESULT)).isEqualTo(TWO);
    process("child").destroyForcibly();
  }

  @Test
  void whatAKilledWorkerLeftRunningIsEndedBeforeTheTrialIsRepeated() throws Exception {
    Process left = new ProcessBuilder("sleep", "600").start();
    TrialDirectory place = new TrialDirectory(directory.resolve("trials/4"));
    place.open(Map.of());
    place.remember(left.toHandle());
    assertThat(evaluated(RESULT)).isEqualTo(TWO);
    assertThat(left.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aProcessThatOnlyHasTheSameNumberIsLeftAlone() throws Exception {
    Path place = Files.createDirectories(directory.resolve("trials/4"));
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(place.resolve("process"), other.pid() + " 12345");
      assertThat(evaluated(RESULT)).isEqualTo(TWO);
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void anExclusiveProgramWaitsForTheMachine() throws Exception {
    MeasuringLease lease = MeasuringLease.in(directory.resolve("lease"));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> {
              LeaseHandle alone = lease.exclusive(Duration.ofSeconds(30));
              held.countDown();
              awaited(enough);
              alone.close();
            });
    awaited(held);
    failed(evaluated(RESULT, Duration.ofMillis(200), true), "lease was not obtained within 200");
    assertThat(evaluated(RESULT, Duration.ofMinutes(1), false)).isEqualTo(TWO);
    enough.countDown();
    other.get(30, TimeUnit.SECONDS);
    assertThat(evaluated(RESULT, Duration.ofMinutes(1), true)).isEqualTo(TWO);
  }

  @Test
  void aProgramThatIsGoneEndsTheRunAndNotEveryTrial() {
    Program gone = new Program(List.of("./gone"), directory, false, Duration.ofSeconds(1));
    assertThatThrownBy(
            () ->
                service(gone, Duration.ofMinutes(1))
                    .evaluate(0, Assignment.of(Map.of("level", 1L)), channel()))
        .isInstanceOf(EvaluatorUnavailableException.class)
        .hasMessageContaining("'./gone' cannot be run")
        .hasCauseInstanceOf(IOException.class);
  }
}
