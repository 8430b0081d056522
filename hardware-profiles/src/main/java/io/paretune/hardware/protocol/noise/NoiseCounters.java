package io.paretune.hardware.protocol.noise;

import java.util.Map;

/** Counters at one moment; those that cannot be had are absent. */
public record NoiseCounters(long wallNanos, Map<Counter, Long> values) {
  public NoiseCounters {
    values = Map.copyOf(values);
  }
}
