package io.paretune.hardware.protocol.noise;

/** Reads the counters; called by the thread that measures. */
@FunctionalInterface
public interface NoiseSource {
  NoiseCounters read();

  /**
   * Garbage collections of this process so far; asked for after every timed run, so it must cost
   * next to nothing and allocate nothing.
   */
  default long collections() {
    return 0;
  }
}
