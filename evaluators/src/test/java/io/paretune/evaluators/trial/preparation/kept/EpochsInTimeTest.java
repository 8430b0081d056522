package io.paretune.evaluators.trial.preparation.kept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a training that must end in time ends. */
class EpochsInTimeTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final AtomicLong nanos = new AtomicLong();

  @TempDir Path directory = Path.of("");

  /** A training whose time ends so many seconds after an instant that never passes. */
  private EpochsInTime within(int seconds) {
    TimeAllowed allowed =
        TimeAllowed.in(directory.resolve("plan.json"), Clock.fixed(NOW, ZoneOffset.UTC));
    allowed.until(Optional.of(NOW.plusSeconds(seconds)), Duration.ofSeconds(seconds));
    return new EpochsInTime(allowed, nanos::get);
  }

  private int after(EpochsInTime training, int seconds, int done) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    return training.after(done, 7);
  }

  @Test
  void fromTheSecondEpochOnTheirPaceSaysHowManyFit() {
    EpochsInTime training = within(60);
    // the first loads scripts: it says nothing yet
    assertThat(after(training, 40, 1)).isEqualTo(7);
    // 57 s of 60, half an epoch for what follows, 10 s each
    assertThat(after(training, 10, 2)).isEqualTo(7);
    assertThat(after(training, 20, 3)).isEqualTo(6);
  }

  @Test
  void whereNotEvenHalfTheFirstFitsOnceMoreOneHasToDo() {
    EpochsInTime training = within(10);
    assertThat(after(training, 30, 1)).isEqualTo(1);
  }

  @Test
  void whatHasNoLimitIsTrainedAsPlanned() {
    EpochsInTime training = new EpochsInTime(TimeAllowed.unlimited(), nanos::get);
    assertThat(after(training, 3600, 1)).isEqualTo(7);
    assertThat(after(training, 3600, 2)).isEqualTo(7);
  }
}
