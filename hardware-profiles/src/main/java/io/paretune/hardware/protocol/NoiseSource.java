package io.paretune.hardware.protocol;

/** Reads the counters; called by the thread that measures. */
@FunctionalInterface
interface NoiseSource {
  NoiseCounters read();
}
