package io.paretune.experiments.command.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLinesTest {

  private final Path log;

  WorkerLinesTest(@TempDir Path directory) {
    this.log = directory.resolve("coordinator.log");
  }

  private static String at(int second, String event) {
    return "time=2026-01-01T00:00:%02d.000Z event=%s%n".formatted(second, event);
  }

  @Test
  void workersAreKnownByNameWhateverPlaceTheyHave() throws IOException {
    Files.writeString(
        log,
        at(0, "run state=started finished=0")
            + at(0, "worker worker=0 state=STARTED reason=\"one/1#0\"")
            + at(0, "worker worker=0 state=READY")
            + at(0, "trial trial=0 worker=0 state=RUNNING attempt=1")
            + at(5, "trial trial=0 worker=0 state=COMPLETE")
            + at(10, "worker worker=0 state=LOST reason=\"no word of it\"")
            + at(10, "worker worker=0 state=STARTED reason=\"two/2#0\"")
            + at(11, "trial trial=1 worker=0 state=RUNNING attempt=2")
            + at(12, "trial trial=1 worker=0 state=FAILED reason=\"it said \\\"no\\\"\"")
            + at(12, "trial trial=2 worker=0 state=RUNNING attempt=1"));
    assertThat(WorkerLines.of(log, Instant.parse("2026-01-01T00:00:14Z")))
        .isEqualToNormalizingNewlines(
            """
            worker       one/1#0: 1 trials, 1 failures; at work 50 % of its time; lost
            worker       two/2#0: 1 trials, 1 failures; at work 75 % of its time; trial 2
            """);
  }

  @Test
  void aKilledRunsWorkersWereThereUntilItsLastWord() throws IOException {
    Files.writeString(
        log,
        at(0, "run state=started finished=0")
            + at(0, "worker worker=3 state=STARTED")
            + at(1, "trial trial=0 worker=3 state=RUNNING attempt=1")
            + at(4, "trial trial=0 worker=3 state=PRUNED reason=\"worse\"")
            + at(30, "run state=resumed finished=1")
            + at(31, "worker worker=3 state=STARTED")
            + at(35, "run state=ended reason=\"the budget is spent\""));
    assertThat(WorkerLines.of(log, Instant.EPOCH))
        .isEqualToNormalizingNewlines(
            "worker       worker 3: 1 trials, 0 failures; at work 38 % of its time; gone\n");
  }

  @Test
  void aLetterThatWasCutInTwoIsPassedOver() throws IOException {
    Files.writeString(log, at(0, "worker worker=0 state=STARTED reason=\"one/1#0\""));
    Files.write(log, new byte[] {(byte) 0xC3, '\n'}, StandardOpenOption.APPEND);
    Files.writeString(log, at(4, "worker worker=0 state=RETIRED"), StandardOpenOption.APPEND);
    assertThat(WorkerLines.of(log, Instant.EPOCH))
        .isEqualToNormalizingNewlines(
            "worker       one/1#0: 0 trials, 0 failures; at work 0 % of its time; retired\n");
  }

  @Test
  void withoutALogThereIsNothing() throws IOException {
    assertThat(WorkerLines.of(log, Instant.EPOCH)).isEmpty();
  }
}
