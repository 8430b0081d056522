package io.paretune.hardware.protocol;

import java.util.Map;

/** Counters at one moment; those that cannot be had are absent. */
record NoiseCounters(long wallNanos, Map<Counter, Long> values) {
  NoiseCounters {
    values = Map.copyOf(values);
  }
}
