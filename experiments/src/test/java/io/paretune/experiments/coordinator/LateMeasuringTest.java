package io.paretune.experiments.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.experiments.measuring.LateMeasuring;
import io.paretune.experiments.measuring.LeftTrials;
import io.paretune.experiments.measuring.QueueState;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.agent.AgentPool;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials whose workers leave something to be measured by others. */
class LateMeasuringTest {

  private final Path directory;

  LateMeasuringTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Two agents that do as they are told. */
  private record Agents(UnaryOperator<Measurement> measure, LeftTrials kept)
      implements LateMeasuring {
    Agents(UnaryOperator<Measurement> measure) {
      this(measure, LeftTrials.nowhere());
    }

    @Override
    public boolean isLeft(Measurement found) {
      return !found.provenance().containsKey("measured");
    }

    @Override
    public Measurement measured(Measurement found) {
      return measure.apply(found).with("measured", "by an agent");
    }

    @Override
    public int atOnce() {
      return 2;
    }

    @Override
    public List<AgentPool.Standing> agents() {
      return List.of(new AgentPool.Standing("http://one", AgentPool.State.FREE, 1, 0));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new HardwareException("interrupted", stopped);
    }
  }

  private static void begin(String what, BooleanSupplier condition, Runnable then) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Eventually.holds(what, condition);
                then.run();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
  }

  @Test
  void theOneWorkerEvaluatesOtherTrialsWhileTheFirstOnesWait() throws IOException {
    FakeRun run = new FakeRun(directory);
    Study<Assignment> study = FakeRun.told("succeed", "succeed", "succeed", "succeed", "succeed");
    CountDownLatch allEvaluated = new CountDownLatch(1);
    Agents agents =
        new Agents(
            found -> {
              await(allEvaluated);
              return found;
            });
    // until the last of the five is begun, no agent has measured anything
    begin("the last trial is begun", () -> run.begun(4), allEvaluated::countDown);
    assertThat(run.leaving(study, FakeRun.settings(1), agents).run(Budget.trials(5)))
        .isEqualTo(Ending.TRIALS_DONE);
    assertThat(study.trials())
        .allSatisfy(
            trial ->
                assertThat(trial.measurement().orElseThrow().provenance())
                    .containsEntry("measured", "by an agent"));
    // what is only of the moment is gone with the run
    assertThat(directory.resolve("measuring.json")).doesNotExist();
  }

  @Test
  void howLongTheFirstHasWaitedGoesOnWhileNothingIsWritten() throws IOException {
    Path file = directory.resolve("measuring.json");
    new QueueState(2, 10_000, 1, List.of()).write(file);
    QueueState read = QueueState.read(file).orElseThrow();
    assertThat(read.longestSeconds(Instant.ofEpochSecond(70))).isEqualTo(60);
    assertThat(read.inWords(Instant.ofEpochSecond(70)))
        .isEqualTo("2 wait to be measured, the longest for 60 s");
  }

  @Test
  void whatCannotBeMeasuredFailsItsTrialAndTheOthersGoOn() {
    AtomicInteger asked = new AtomicInteger();
    Agents agents =
        new Agents(
            found -> {
              if (asked.getAndIncrement() == 0) {
                throw new HardwareException("the agent at http://one: it refuses the model");
              }
              return found;
            });
    Study<Assignment> study = FakeRun.told("succeed", "succeed", "succeed");
    new FakeRun(directory).leaving(study, FakeRun.settings(1), agents).run(Budget.trials(3));
    assertThat(study.trials())
        .extracting(Trial::state)
        .containsExactlyInAnyOrder(TrialState.FAILED, TrialState.COMPLETE, TrialState.COMPLETE);
  }

  @Test
  void anEndBeforeTheMeasurementGivesTheTrialsBack() {
    FakeRun run = new FakeRun(directory);
    Study<Assignment> study = FakeRun.told("succeed", "succeed", "succeed", "succeed");
    Agents agents =
        new Agents(
            found -> {
              await(new CountDownLatch(1));
              return found;
            });
    Coordinator coordinator = run.leaving(study, FakeRun.settings(1), agents);
    begin("the last trial is begun", () -> run.begun(3), coordinator::abandon);
    assertThat(coordinator.run(Budget.trials(4))).isEqualTo(Ending.STOPPED);
    assertThat(study.trials())
        .extracting(Trial::state)
        .containsExactly(
            TrialState.WAITING, TrialState.WAITING, TrialState.WAITING, TrialState.WAITING);
  }

  @Test
  void theNextStartMeasuresWhatWaitedAndEvaluatesOnlyTheRest() throws IOException {
    Study<Assignment> study = FakeRun.told("declare", "report", "succeed", "wait");
    LeftTrials kept = LeftTrials.in(directory.resolve("unmeasured"));
    FakeRun killed = new FakeRun(Files.createDirectory(directory.resolve("killed")));
    UnaryOperator<Measurement> standingStill =
        found -> {
          await(new CountDownLatch(1));
          return found;
        };
    Coordinator coordinator =
        killed.leaving(study, FakeRun.settings(1), new Agents(standingStill, kept));
    begin("the last trial is begun", () -> killed.begun(3), coordinator::abandon);
    coordinator.run(Budget.trials(4));
    // of another point, as a phase may number its trials anew
    Path other = directory.resolve("unmeasured").resolve("search-2.json");
    Files.writeString(other, Files.readString(other).replace("n=2", "n=3"));

    FakeRun next = new FakeRun(Files.createDirectory(directory.resolve("next")));
    next.go();
    next.leaving(study, FakeRun.settings(1), new Agents(UnaryOperator.identity(), kept))
        .run(Budget.trials(4));
    assertThat(study.trials())
        .allSatisfy(trial -> assertThat(trial.state()).isEqualTo(TrialState.COMPLETE));
    assertThat(List.of(next.begun(0), next.begun(1), next.begun(2), next.begun(3)))
        .containsExactly(false, false, true, true);
    assertThat(next.warnings()).isEmpty();
    assertThat(next.logged())
        .contains(
            "event=resumed trial=1 reason=\"it was trained before and only has to be measured\"");
    assertThat(study.trials().get(0).declared()).isEqualTo(Map.of("cost", 0.0));
    assertThat(study.trials().get(1).reports())
        .extracting(Report::step)
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(directory.resolve("unmeasured")).isEmptyDirectory();
  }

  @Test
  void anErrorEndsTheRunAndIsNamed() {
    Agents agents =
        new Agents(
            found -> {
              throw new OutOfMemoryError("no direct memory");
            });
    Study<Assignment> study = FakeRun.told("succeed", "succeed");
    Coordinator coordinator = new FakeRun(directory).leaving(study, FakeRun.settings(1), agents);
    assertThatThrownBy(() -> coordinator.run(Budget.trials(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no direct memory");
  }
}
