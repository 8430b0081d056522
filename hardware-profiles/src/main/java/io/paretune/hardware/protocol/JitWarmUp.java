package io.paretune.hardware.protocol;

import io.paretune.hardware.runtime.LoadedModel;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Runs a network in a process that has just started, until Java's compiler has nothing more to do
 * for it. Before that the way into an engine is slow, and the compiler's threads are load beside
 * the measurement.
 */
final class JitWarmUp {
  private static final long WINDOW_NANOS = 250_000_000;
  private static final int MOST_WINDOWS = 24;

  /** A compiler that works for less than this share of the time does not disturb. */
  private static final double RESTING = 0.05;

  private final LongSupplier clock;
  private final LongSupplier compiling;

  /**
   * A warm-up by two clocks, both in nanoseconds.
   *
   * @param clock the time
   * @param compiling what the compiler has spent so far
   */
  JitWarmUp(LongSupplier clock, LongSupplier compiling) {
    this.clock = clock;
    this.compiling = compiling;
  }

  /** The warm-up of this process; where its compiler tells no times it is taken to rest. */
  static JitWarmUp inThisProcess() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    boolean tells = compiler != null && compiler.isCompilationTimeMonitoringSupported();
    return new JitWarmUp(
        System::nanoTime, tells ? () -> compiler.getTotalCompilationTime() * 1_000_000 : () -> 0);
  }

  /** Runs the network so often at least, and until the compiler rests; for some seconds at most. */
  void settle(LoadedModel model, int fewest) {
    int runs = 0;
    for (int window = 0; window < MOST_WINDOWS; window++) {
      long start = clock.getAsLong();
      long compiled = compiling.getAsLong();
      long elapsed;
      do {
        model.run();
        runs++;
        elapsed = clock.getAsLong() - start;
      } while (elapsed < WINDOW_NANOS);
      if (runs >= fewest && compiling.getAsLong() - compiled <= RESTING * elapsed) {
        return;
      }
    }
  }
}
