package io.paretune.evaluators.table;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is set; begins at 1970-01-01T00:00Z. Not thread-safe. */
public final class SimulatedClock extends Clock {

  private Instant now = Instant.EPOCH;

  /** Moves on to a moment; never back. */
  void set(Instant moment) {
    if (moment.isBefore(now)) {
      throw new IllegalArgumentException(
          "a clock must not go back, got " + moment + " after " + now);
    }
    now = moment;
  }

  /** Time since the beginning. */
  public Duration elapsed() {
    return Duration.between(Instant.EPOCH, now);
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
    return zone.equals(ZoneOffset.UTC) ? this : Clock.fixed(now, zone);
  }
}
