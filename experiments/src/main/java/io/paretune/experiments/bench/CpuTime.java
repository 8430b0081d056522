package io.paretune.experiments.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Processor time, as a stop watch that can be paused: of all Java threads of this process, so that
 * samplers with threads of their own are charged for them. The compiler's and the collector's
 * threads are no Java threads and are not counted.
 */
public final class CpuTime {

  private static final double NANOS_PER_MILLI = 1e6;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long nanos;
  private long since;

  /** Starts, or goes on. */
  public void go() {
    since = now();
  }

  /** Stops until {@link #go}. */
  public void pause() {
    nanos += now() - since;
  }

  /** Milliseconds between all starts and pauses so far. */
  public double millis() {
    return nanos / NANOS_PER_MILLI;
  }

  private long now() {
    // a thread that has just ended says -1
    return Arrays.stream(threads.getAllThreadIds())
        .map(threads::getThreadCpuTime)
        .filter(time -> time > 0)
        .sum();
  }
}
