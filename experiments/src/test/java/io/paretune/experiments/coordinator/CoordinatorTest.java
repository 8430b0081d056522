package io.paretune.experiments.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.child.JavaLaunch;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.Verdict;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CoordinatorTest {
  private final FakeRun fake;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  CoordinatorTest(@TempDir Path directory) {
    fake = new FakeRun(directory);
  }

  @AfterEach
  void noWorkerIsLeftBehind() throws InterruptedException {
    threads.shutdownNow();
    Eventually.holds("all workers are gone", () -> !fake.anyWorkerAlive());
  }

  private CompletableFuture<Ending> running(Coordinator coordinator, long trials) {
    return CompletableFuture.supplyAsync(() -> coordinator.run(Budget.trials(trials)), threads);
  }

  @Test
  void everyWayATrialCanEndIsToldAndTheRunGoesOn() {
    Study<Assignment> study =
        FakeRun.told("succeed", "fail", "garbage", "nan", "diverge", "report", "succeed");

    Ending ending = fake.coordinator(study, FakeRun.settings(1)).run(Budget.trials(7));

    assertThat(ending).isEqualTo(Ending.TRIALS_DONE);
    assertThat(FakeRun.states(study))
        .containsExactly(
            TrialState.COMPLETE,
            TrialState.FAILED,
            TrialState.COMPLETE,
            TrialState.FAILED,
            TrialState.PRUNED,
            TrialState.COMPLETE,
            TrialState.COMPLETE);
    List<Trial> trials = study.trials();
    assertThat(trials.get(1).reason()).isEqualTo("bad luck");
    assertThat(trials.get(3).reason()).contains("gain").contains("NaN");
    assertThat(trials.get(4).reason()).contains("NaN");
    assertThat(trials.get(5).reports()).hasSize(5);
    assertThat(trials.get(2).measurement().orElseThrow().metric("gain")).isEqualTo(2);
    assertThat(fake.workers()).hasSize(1);
    assertThat(fake.changed()).hasSize(7);
  }

  @Test
  void deadWorkersCostAnAttemptAndTheTrialIsRepeated() throws Exception {
    Study<Assignment> study = FakeRun.told("exit-once", "succeed");

    fake.coordinator(study, FakeRun.settings(1)).run(Budget.trials(2));

    assertThat(FakeRun.states(study)).containsOnly(TrialState.COMPLETE);
    assertThat(study.trials().get(0).attempts()).isEqualTo(2);
    assertThat(study.trials().get(1).attempts()).isEqualTo(1);
    assertThat(fake.warnings())
        .singleElement()
        .asString()
        .contains("trial 0 is repeated")
        .contains("ended with exit code 7");
    assertThat(fake.workers()).hasSize(2);
    assertThat(fake.logged())
        .filteredOn(line -> line.contains("LOST") || line.contains("WAITING"))
        .satisfiesExactly(
            lost -> assertThat(lost).matches("event=worker worker=0 .* ended with exit code 7\""),
            given -> assertThat(given).startsWith("event=trial trial=0 worker=0 state=WAITING"));
  }

  @Test
  void trialsWhoseWorkersDieAsOftenAsAllowedFailWithTheReason() {
    Study<Assignment> study = FakeRun.told("kill", "succeed");

    Ending ending = fake.coordinator(study, FakeRun.settings(1)).run(Budget.trials(2));

    assertThat(ending).isEqualTo(Ending.TRIALS_DONE);
    assertThat(FakeRun.states(study)).containsExactly(TrialState.FAILED, TrialState.COMPLETE);
    assertThat(study.trials().get(0).reason()).contains("signal 9").endsWith("(2 attempts)");
  }

  @Test
  void lateTrialsFailAndTheRunGoesOnWithAFreshWorker() {
    Study<Assignment> study = FakeRun.told("hang", "succeed");

    fake.coordinator(study, FakeRun.settings(1, 2, Duration.ofSeconds(2), 1000))
        .run(Budget.trials(2));

    assertThat(FakeRun.states(study)).containsExactly(TrialState.FAILED, TrialState.COMPLETE);
    assertThat(study.trials().get(0).reason()).contains("limit of 2 s");
    assertThat(fake.workers()).hasSize(2);
  }

  @Test
  void verdictsReachTheWorker() {
    Study<Assignment> study =
        Study.of(FakeRun.SPACE)
            .maximize("gain")
            .pruner(
                (view, trial) ->
                    trial.reports().size() == 3 ? Verdict.prune("too slow") : Verdict.keep())
            .start();
    study.enqueue(FakeRun.SPACE.assignment(java.util.Map.of("do", "report", "n", 1L)));

    fake.inThreads(study, FakeRun.settings(1)).run(Budget.trials(1));

    Trial pruned = study.trials().get(0);
    assertThat(pruned.state()).isEqualTo(TrialState.PRUNED);
    assertThat(pruned.reason()).isEqualTo("too slow");
    assertThat(pruned.reports()).hasSize(3);
  }

  @Test
  void whatAWorkerDeclaresBeforehandIsKeptAndJudged() {
    Study<Assignment> study =
        Study.of(FakeRun.SPACE)
            .maximize("gain")
            .pruner(
                (view, trial) ->
                    trial.declared().getOrDefault("cost", 0.0) > 10
                        ? Verdict.prune("too dear")
                        : Verdict.keep())
            .start();
    for (long n : List.of(1L, 11L)) {
      study.enqueue(FakeRun.SPACE.assignment(java.util.Map.of("do", "declare", "n", n)));
    }

    fake.inThreads(study, FakeRun.settings(1)).run(Budget.trials(2));

    Trial spared = study.trials().get(0);
    assertThat(spared.state()).isEqualTo(TrialState.COMPLETE);
    assertThat(spared.declared()).isEqualTo(java.util.Map.of("cost", 1.0));
    Trial pruned = study.trials().get(1);
    assertThat(pruned.state()).isEqualTo(TrialState.PRUNED);
    assertThat(pruned.reason()).isEqualTo("too dear");
    assertThat(pruned.reports()).isEmpty();
  }

  @Test
  void aWorkerThatCannotBeSetUpFailsTheRunWithTheReasonAndGivesItsTrialBack() {
    Study<Assignment> study = FakeRun.told("succeed");
    Coordinator coordinator = fake.inThreads(study, FakeRun.settings(1), "refuse");

    assertThatThrownBy(() -> coordinator.run(Budget.trials(1)))
        .isInstanceOf(RunFailedException.class)
        .hasMessage("a worker cannot be set up: the data are gone");
    assertThat(FakeRun.states(study)).containsExactly(TrialState.WAITING);
    assertThat(coordinator.inFlight()).isZero();
  }

  @Test
  void whatNoTrialIsToBlameForEndsTheRunAndGivesTheTrialBack() {
    Study<Assignment> study = FakeRun.told("succeed", "disk-full", "succeed");
    Coordinator coordinator = fake.inThreads(study, FakeRun.settings(1));

    assertThatThrownBy(() -> coordinator.run(Budget.trials(3)))
        .isInstanceOf(RunFailedException.class)
        .hasMessage("no trial can be evaluated any more: no space left");
    assertThat(FakeRun.states(study))
        .containsExactly(TrialState.COMPLETE, TrialState.WAITING, TrialState.WAITING);
  }

  @Test
  void workersThatDieBeforeTheyAreReadyFailTheRunAndNoTrial() {
    Study<Assignment> study = FakeRun.told("succeed", "succeed");
    Coordinator coordinator = fake.coordinator(study, FakeRun.settings(1), "die");

    assertThatThrownBy(() -> coordinator.run(Budget.trials(2)))
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("before they are ready")
        .hasMessageContaining("ended with exit code 9")
        .hasMessageContaining("worker-0.log");
    assertThat(FakeRun.states(study)).containsOnly(TrialState.WAITING);
  }

  @Test
  void stopLetsRunningTrialsFinishAndStartsNone() throws Exception {
    Study<Assignment> study = FakeRun.told("wait", "wait", "succeed", "succeed");
    Coordinator coordinator = fake.inThreads(study, FakeRun.settings(2));
    CompletableFuture<Ending> run = running(coordinator, 4);
    Eventually.holds("both trials run", () -> fake.begun(0) && fake.begun(1));

    coordinator.stop();
    fake.go();

    assertThat(run.get()).isEqualTo(Ending.STOPPED);
    assertThat(FakeRun.states(study))
        .containsExactly(
            TrialState.COMPLETE, TrialState.COMPLETE, TrialState.WAITING, TrialState.WAITING);
  }

  @Test
  void abandonGivesRunningTrialsBackAtOnceAndBlamesNone() throws Exception {
    Study<Assignment> study = FakeRun.told("wait", "hang", "succeed");
    Coordinator coordinator =
        fake.inThreads(study, FakeRun.settings(2, 1, Duration.ofMinutes(5), 9));
    CompletableFuture<Ending> run = running(coordinator, 3);
    Eventually.holds("both trials run", () -> fake.begun(0) && fake.begun(1));

    coordinator.abandon();

    assertThat(run.get()).isEqualTo(Ending.STOPPED);
    assertThat(FakeRun.states(study)).containsOnly(TrialState.WAITING);
    assertThat(study.finished()).isZero();
    assertThat(coordinator.inFlight()).isZero();
    assertThat(fake.warnings()).isEmpty();
  }

  @Test
  void aStoreThatCannotKeepATrialEndsTheRunWithItsException() {
    FailingStore store = new FailingStore(6);
    Study<Assignment> study =
        Study.of(SearchSpace.builder().whole("n", 0, 99).build())
            .maximize("gain")
            .store(store)
            .start();
    Coordinator coordinator = fake.inThreads(study, FakeRun.settings(2));

    assertThatThrownBy(() -> coordinator.run(Budget.trials(50)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no space left");
    assertThat(study.finished()).isLessThan(6);
  }

  @Test
  void threeWorkersTogetherSpendExactlyTheBudget() {
    Study<Assignment> study =
        Study.of(SearchSpace.builder().whole("n", 0, 9999).build())
            .maximize("gain")
            .minimize("cost")
            .start();

    Ending ending = fake.inThreads(study, FakeRun.settings(3)).run(Budget.trials(40));

    assertThat(ending).isEqualTo(Ending.TRIALS_DONE);
    assertThat(study.trials()).hasSize(40);
    assertThat(FakeRun.states(study)).containsOnly(TrialState.COMPLETE);
    assertThat(fake.threads()).isLessThanOrEqualTo(3);
  }

  @Test
  void aTerminatorEndsTheRun() {
    Study<Assignment> study =
        Study.of(FakeRun.SPACE)
            .maximize("gain")
            .minimize("cost")
            .terminator(
                view -> view.finished().size() < 3 ? Optional.empty() : Optional.of("enough"))
            .start();
    for (long n = 0; n < 6; n++) {
      study.enqueue(FakeRun.SPACE.assignment(Map.of("do", "succeed", "n", n)));
    }

    Ending ending = fake.inThreads(study, FakeRun.settings(2)).run(Budget.trials(50));

    assertThat(ending).isEqualTo(Ending.TERMINATED);
    // a trial that was running when the third ended is not thrown away
    assertThat(study.finished()).isBetween(3L, 4L);
  }

  @Test
  void aFiniteSpaceEndsWhenEverythingWasTriedEvenIfAWorkerDiesMeanwhile() {
    Study<Assignment> study =
        Study.of(SearchSpace.builder().choice("do", "succeed", "exit-once", "garbage").build())
            .maximize("gain")
            .start();

    Ending ending = fake.coordinator(study, FakeRun.settings(2)).run(Budget.trials(50));

    assertThat(ending).isEqualTo(Ending.SPACE_EXHAUSTED);
    assertThat(FakeRun.states(study))
        .containsExactly(TrialState.COMPLETE, TrialState.COMPLETE, TrialState.COMPLETE);
  }

  @Test
  void workersAreReplacedAfterSoManyTrials() {
    Study<Assignment> study = FakeRun.told("succeed", "succeed", "succeed", "succeed", "succeed");

    fake.inThreads(study, FakeRun.settings(1, 2, Duration.ofMinutes(5), 2)).run(Budget.trials(5));

    List<String> pids = study.trials().stream().map(FakeRun::pid).toList();
    assertThat(pids.get(0)).isEqualTo(pids.get(1));
    assertThat(pids.get(2)).isEqualTo(pids.get(3));
    Set<String> distinct = pids.stream().collect(Collectors.toSet());
    assertThat(distinct).hasSize(3);
  }

  @Test
  void theLogTellsEachChangeOfRunWorkersAndTrialsInALineOfKeysAndValues() throws Exception {
    Study<Assignment> study = FakeRun.told("succeed", "fail");
    fake.inThreads(study, FakeRun.settings(1)).run(Budget.trials(2));
    study.enqueue(FakeRun.SPACE.assignment(Map.of("do", "succeed", "n", 9L)));
    fake.inThreads(study, FakeRun.settings(1)).run(Budget.trials(3));

    assertThat(fake.logged())
        .containsExactly(
            "event=run state=started finished=0",
            "event=worker worker=0 state=STARTED",
            "event=worker worker=0 state=READY",
            "event=trial trial=0 worker=0 state=RUNNING attempt=1",
            "event=measuring trial=0 worker=0 state=BEGUN",
            "event=measuring trial=0 worker=0 state=ENDED",
            "event=trial trial=0 worker=0 state=COMPLETE",
            "event=trial trial=1 worker=0 state=RUNNING attempt=1",
            "event=trial trial=1 worker=0 state=FAILED reason=\"bad luck\"",
            "event=worker worker=0 state=RETIRED reason=\"nothing more to do\"",
            "event=run state=ended reason=TRIALS_DONE",
            "event=run state=resumed finished=2",
            "event=worker worker=0 state=STARTED",
            "event=worker worker=0 state=READY",
            "event=trial trial=2 worker=0 state=RUNNING attempt=1",
            "event=measuring trial=2 worker=0 state=BEGUN",
            "event=measuring trial=2 worker=0 state=ENDED",
            "event=trial trial=2 worker=0 state=COMPLETE",
            "event=worker worker=0 state=RETIRED reason=\"nothing more to do\"",
            "event=run state=ended reason=TRIALS_DONE");
  }

  @Test
  void workersMayKnowTrialsByOtherNumbers() {
    Study<Assignment> study = FakeRun.told("declare", "report");
    fake.renumbering(study, number -> number + 70).run(Budget.trials(2));
    assertThat(FakeRun.states(study)).containsOnly(TrialState.COMPLETE);
    assertThat(fake.begun(70)).isTrue();
    assertThat(fake.begun(71)).isTrue();
    assertThat(fake.begun(0)).isFalse();
  }

  @Test
  void anOverdueRunStartsNothingMore() {
    Study<Assignment> study =
        Study.of(SearchSpace.builder().real("x", 0, 1).build()).maximize("gain").start();

    Ending ending =
        fake.inThreads(study, FakeRun.settings(1))
            .run(Budget.trials(1_000_000).within(Duration.ofMillis(500)));

    assertThat(ending).isEqualTo(Ending.TIME_OVER);
    assertThat(study.finished()).isLessThan(1_000_000);
  }

  @Test
  void commandsThatCannotBeStartedFailTheRun() {
    Study<Assignment> study = FakeRun.told("succeed");
    Coordinator coordinator =
        fake.coordinator(
            study, FakeRun.settings(1), new JavaLaunch(List.of("/no/such/program"), Map.of()));

    assertThatThrownBy(() -> coordinator.run(Budget.trials(1)))
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("/no/such/program");
    assertThat(FakeRun.states(study)).containsExactly(TrialState.WAITING);
  }

  @Test
  void aWorkerWhoseCoordinatorDiesEndsPromptly(@TempDir Path directory) throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeWorker.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader heard = process.inputReader(StandardCharsets.UTF_8)) {
      BufferedWriter pipe = process.outputWriter(StandardCharsets.UTF_8);
      pipe.write(
          """
          {"type":"setup","experiment":{"source":"e","base":"/","text":"x"},"directories":{"run":"%s"},"trials":{"seed":1,"threads":1},"required":{}}
          {"type":"evaluate","trial":0,"assignment":{"do":"hang"}}
          """
              .formatted(directory));
      pipe.flush();
      Eventually.holds("the trial runs", () -> Files.exists(directory.resolve("begun-0")));
      pipe.close();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(3);
      assertThat(heard.lines().anyMatch(line -> line.contains("ready"))).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }
}
