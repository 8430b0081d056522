package io.paretune.evaluators.trial.preparation.kept;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is set. */
public final class Watch extends Clock {
  private volatile Instant now = Instant.EPOCH;

  /** So much time has passed since it was made. */
  public void passed(Duration time) {
    now = Instant.EPOCH.plus(time);
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
