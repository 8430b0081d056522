package io.paretune.experiments.run.phase;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.trial.Sharing;
import io.paretune.search.study.Budget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimePlanTest {

  private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Optional<Duration> LIMIT = Optional.of(Duration.ofMinutes(15));

  private static TimePlan after(Optional<Duration> limit, Duration passed) {
    return new TimePlan(
        BEGAN, limit, Sharing.TimeShares.usual(), Clock.fixed(BEGAN.plus(passed), ZoneOffset.UTC));
  }

  @Test
  void thePreparationCountsAndFinalistsHaveTwoFifths() {
    Budget search = after(LIMIT, Duration.ofMinutes(5)).search(Budget.trials(500), true);
    assertThat(search.trials()).isEqualTo(500);
    assertThat(search.timeLimit()).contains(Duration.ofMinutes(4));
    assertThat(after(LIMIT, Duration.ofMinutes(5)).search(Budget.trials(500), false).timeLimit())
        .contains(Duration.ofMinutes(10));
    assertThat(after(LIMIT, Duration.ofMinutes(12)).finalists(9).timeLimit())
        .contains(Duration.ofMinutes(3).minusSeconds(15));
  }

  @Test
  void whatLiesBehindTheFrontIsForRunsWithATimeAlone() {
    assertThat(after(LIMIT, Duration.ofMinutes(12)).ranksBehind()).isEqualTo(2);
    assertThat(after(Optional.empty(), Duration.ofMinutes(12)).ranksBehind()).isZero();
  }

  @Test
  void thePreparationMayTakeTwoFifths() {
    assertThat(after(LIMIT, Duration.ofMinutes(1)).preparation())
        .contains(BEGAN.plus(Duration.ofMinutes(6)));
  }

  @Test
  void theLastLookEndsSoonAfterTheLimit() {
    Duration most = Duration.ofMinutes(2);
    assertThat(after(LIMIT, Duration.ofMinutes(5)).lastLook(most)).isEqualTo(most);
    assertThat(after(LIMIT, Duration.ofMinutes(15)).lastLook(most))
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(after(LIMIT, Duration.ofMinutes(20)).lastLook(most).toMillis()).isEqualTo(1);
  }

  @Test
  void aPhaseThatComesTooLateHasNoTime() {
    TimePlan late = after(LIMIT, Duration.ofMinutes(20));
    assertThat(late.search(Budget.trials(5), true).timeLimit().orElseThrow().toMillis())
        .isEqualTo(1);
    assertThat(late.finalists(9).timeLimit().orElseThrow().toMillis()).isEqualTo(1);
  }

  @Test
  void withoutALimitEverythingIsDone() {
    TimePlan open = after(Optional.empty(), Duration.ofDays(3));
    assertThat(open.search(Budget.trials(5), true)).isEqualTo(Budget.trials(5));
    assertThat(open.finalists(9)).isEqualTo(Budget.trials(9));
    assertThat(open.preparation()).isEmpty();
    assertThat(open.lastLook(Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
  }
}
