package io.paretune.experiments.compress.graph.figure;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long everything together may take, and how much of it is over.
 *
 * @param clock nanoseconds
 * @param start on that clock
 * @param span from then on
 */
public record TimeLimit(LongSupplier clock, long start, Duration span) {

  /** So long from now on. */
  public static TimeLimit fromNow(LongSupplier clock, Duration span) {
    return new TimeLimit(clock, clock.getAsLong(), span);
  }

  /** What is left until a share of it is over; zero if it is. */
  public Duration left(double share) {
    long used = clock.getAsLong() - start;
    return Duration.ofNanos(Math.max(0, (long) (share * span.toNanos()) - used));
  }
}
