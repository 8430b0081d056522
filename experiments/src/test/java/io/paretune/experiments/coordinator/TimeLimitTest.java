package io.paretune.experiments.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

  private final Hand clock = new Hand();
  private final TimeLimit limit = new TimeLimit(clock, Optional.of(Duration.ofSeconds(100)));

  /** A clock that stands still until it is moved. */
  private static final class Hand extends Clock {
    private Instant now = Instant.EPOCH;

    void to(int seconds) {
      now = Instant.ofEpochSecond(seconds);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private void trial(long number, int from, int to) {
    clock.to(from);
    limit.begins(number);
    clock.to(to);
    limit.ends(number, true);
  }

  @Test
  void whatWouldNotEndInTimeIsNotBegun() {
    clock.to(99);
    assertThat(limit.allows()).isTrue();
    trial(0, 0, 10);
    trial(1, 10, 40);
    clock.to(70);
    assertThat(limit.allows()).isTrue();
    clock.to(71);
    assertThat(limit.allows()).isFalse();
  }

  @Test
  void whatWasGivenBackTellsNoPace() {
    limit.begins(0);
    clock.to(60);
    limit.ends(0, false);
    clock.to(90);
    assertThat(limit.allows()).isTrue();
  }

  @Test
  void theLastTrialsTellThePace() {
    trial(0, 0, 50);
    for (int i = 1; i <= 16; i++) {
      trial(i, 50, 51);
    }
    clock.to(98);
    assertThat(limit.allows()).isTrue();
  }

  @Test
  void whatTakesMuchLongerIsOverdueOnceAnythingHasEnded() {
    limit.begins(0);
    limit.begins(1);
    clock.to(131);
    assertThat(limit.overdue()).isFalse();
    limit.ends(1, true);
    assertThat(limit.overdue()).isTrue();
    clock.to(130);
    assertThat(limit.overdue()).isFalse();
  }

  @Test
  void withoutALimitEverythingIsBegun() {
    TimeLimit none = new TimeLimit(clock, Optional.empty());
    none.begins(0);
    clock.to(1_000_000);
    none.ends(0, true);
    assertThat(none.allows()).isTrue();
    assertThat(none.overdue()).isFalse();
  }
}
