package io.paretune.evaluators.trial.preparation.kept;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many epochs a training has that must end within a run's time: decided after each epoch, by
 * how long they take. It begins when this is made.
 */
public final class EpochsInTime {

  /** Time to export, judge and measure what was trained, as so many epochs. */
  private static final double AFTER = 0.5;

  private final TimeAllowed allowed;
  private final LongSupplier nanos;
  private final EpochPace pace = new EpochPace();
  private long began;

  /** A training that begins now. */
  public EpochsInTime(TimeAllowed allowed) {
    this(allowed, System::nanoTime);
  }

  EpochsInTime(TimeAllowed allowed, LongSupplier nanos) {
    this.allowed = allowed;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /**
   * An epoch has ended.
   *
   * @param done epochs behind it, at least 1
   * @param planned in all so far
   * @return how many there are to be in all, {@code done} to {@code planned}
   */
  public int after(int done, int planned) {
    long now = nanos.getAsLong();
    pace.add(Duration.ofNanos(now - began));
    began = now;
    return pace.known() || !allowed.leaves(pace.least())
        ? allowed.fitting(done, planned, pace.usual(), AFTER)
        : planned;
  }
}
