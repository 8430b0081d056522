package io.paretune.experiments.page.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.coordinator.CoordinatorLog;
import io.paretune.experiments.coordinator.WorkerState;
import io.paretune.experiments.run.directory.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLanesTest {

  private final Path log;

  LogLanesTest(@TempDir Path directory) {
    this.log = directory.resolve("coordinator.log");
  }

  private CoordinatorLog at(long millis, String stage) {
    Instant now = Instant.ofEpochMilli(millis);
    return new CoordinatorLog(log, Clock.fixed(now, ZoneOffset.UTC), stage);
  }

  @Test
  void trialsOfOtherStagesHaveNoLane() throws IOException {
    at(1, "PREPARATION").runStarted(0);
    at(2, "PREPARATION").trialStarted(0, 0, 1);
    CoordinatorLog search = at(3, "");
    search.runStarted(0);
    search.trialStarted(1, 0, 1);
    search.trialStarted(0, 1, 1);
    at(9, "FINALISTS").runStarted(0);
    at(9, "FINALISTS").trialStarted(5, 1, 1);
    assertThat(LogLanes.of(log).toString())
        .isEqualTo("{\"trials\":[0,1],\"workers\":[1,0],\"measured\":[]}");
  }

  @Test
  void itIsToldWhenAWorkerMeasured() throws IOException {
    AtomicLong now = new AtomicLong(1000);
    Clock clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.ofEpochMilli(now.get());
          }
        };
    CoordinatorLog search = new CoordinatorLog(log, clock);
    search.runStarted(0);
    search.trialStarted(1, 7, 1);
    search.phaseChanged(1, "trial 7: epoch 1 of 2");
    now.set(2000);
    search.phaseChanged(1, "trial 7: measuring");
    search.phaseChanged(1, "trial 7: measuring energy-mj");
    now.set(2600);
    search.phaseChanged(1, "");
    search.phaseChanged(1, "trial 8: epoch 1 of 2");
    search.phaseChanged(2, "trial 9: measuring");
    now.set(3000);
    search.workerChanged(2, WorkerState.LOST, "no word of it");
    now.set(4000);
    search.phaseChanged(2, "starting");
    assertThat(LogLanes.of(log).get("measured").toString())
        .isEqualTo("[[7,2000,2600],[9,2600,3000]]");
  }

  @Test
  void aTrialThatIsRepeatedIsMeasuredByEachOfItsWorkers() throws IOException {
    at(1, "").runStarted(0);
    line(10, "trial=7 worker=1 state=BEGUN");
    line(20, "trial=7 worker=2 state=BEGUN");
    line(30, "trial=7 worker=1 state=ENDED");
    line(50, "trial=7 worker=2 state=ENDED");
    line(60, "trial=8 worker=2 state=BEGUN");
    at(500, "").runStarted(1); // after it was killed
    line(600, "trial=8 worker=2 state=ENDED");
    assertThat(LogLanes.of(log).get("measured").toString()).isEqualTo("[[7,10,30],[7,20,50]]");
  }

  private void line(long millis, String fields) throws IOException {
    Files.writeString(
        log,
        "time=" + Instant.ofEpochMilli(millis) + " event=measuring " + fields + "\n",
        StandardOpenOption.APPEND);
  }

  @Test
  void whatCannotBeReadOfOtherMachinesLeavesTheLanes() throws IOException {
    RunDirectory run = new RunDirectory(log.resolveSibling("run"));
    Files.createDirectories(run.logs());
    CoordinatorLog search = new CoordinatorLog(run.coordinatorLog(), Clock.systemUTC());
    search.runStarted(0);
    search.trialStarted(1, 0, 1);
    Files.writeString(run.hosts(), "[{");
    assertThat(WorkerLanes.of(run))
        .hasToString(
            "{\"trials\":[0],\"workers\":[1],\"measured\":[],\"hosts\":[],\"unread\":"
                + "\"hosts.json cannot be read; other machines are left out\"}");
  }

  @Test
  void aRunThatHasWrittenNothingHasNoLanes() throws IOException {
    assertThat(LogLanes.of(log).get("trials")).isEmpty();
  }
}
