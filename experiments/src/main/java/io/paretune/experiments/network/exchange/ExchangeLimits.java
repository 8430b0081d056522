package io.paretune.experiments.network.exchange;

import java.time.Duration;

/**
 * What the listening side puts up with.
 *
 * @param heartbeat how often a worker says that it is alive
 * @param lease how long a worker may be silent or away until its trial is given to another
 * @param hello time for a connection to show its token, TLS before it included
 * @param write how long a message may wait for a worker that does not read
 * @param workers at a time, at most
 */
public record ExchangeLimits(
    Duration heartbeat, Duration lease, Duration hello, Duration write, int workers) {

  /** Checks that a lease outlasts a few heartbeats. */
  public ExchangeLimits {
    if (lease.compareTo(heartbeat.multipliedBy(3)) < 0 || workers < 1) {
      throw new IllegalArgumentException(
          "a lease must outlast three heartbeats, and there must be a worker: got "
              + lease
              + ", "
              + heartbeat
              + ", "
              + workers);
    }
  }

  /** A heartbeat every two seconds, half a minute of lease, 1,024 workers. */
  public static ExchangeLimits defaults() {
    return new ExchangeLimits(
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        1024);
  }

  /** These limits with another lease and heartbeat. */
  public ExchangeLimits withLease(Duration newHeartbeat, Duration newLease) {
    return new ExchangeLimits(newHeartbeat, newLease, hello, write, workers);
  }
}
