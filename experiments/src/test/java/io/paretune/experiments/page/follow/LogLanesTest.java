package io.paretune.experiments.page.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.coordinator.CoordinatorLog;
import java.io.IOException;
import java.nio.file.Path;
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
    assertThat(LogLanes.of(log).get("measured").toString()).isEqualTo("[[7,2000,2600]]");
  }

  @Test
  void aRunThatHasWrittenNothingHasNoLanes() throws IOException {
    assertThat(LogLanes.of(log).get("trials")).isEmpty();
  }
}
