package io.paretune.hardware.protocol.noise;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The signs of noise over one attempt. A sign that this operating system does not show is absent.
 *
 * @param values by sign, in the unit that the sign documents
 */
public record Noise(Map<NoiseIndicator, Double> values) {
  private static final double NANOS_A_SECOND = 1e9;

  public Noise {
    values = Map.copyOf(values);
  }

  /** The sign's value, or nothing where the system does not show it. */
  public OptionalDouble value(NoiseIndicator sign) {
    Double value = values.get(sign);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Signs that could not be looked at. */
  public Set<NoiseIndicator> unavailable() {
    EnumSet<NoiseIndicator> missing = EnumSet.allOf(NoiseIndicator.class);
    missing.removeAll(values.keySet());
    return missing;
  }

  /** What happened between two readings with {@code threads} threads measuring. */
  public static Noise between(NoiseCounters before, NoiseCounters after, int threads) {
    double wall = Math.max(1, after.wallNanos() - before.wallNanos());
    Map<NoiseIndicator, Double> signs = new EnumMap<>(NoiseIndicator.class);
    addLoads(signs, before, after, threads);
    grown(before, after, Counter.WAITED)
        .ifPresent(t -> signs.put(NoiseIndicator.WAITED, t / (wall * threads)));
    grown(before, after, Counter.INVOLUNTARY_SWITCHES)
        .ifPresent(
            n -> {
              signs.put(NoiseIndicator.SWITCHED, n / (wall / NANOS_A_SECOND * threads));
              signs.put(NoiseIndicator.SWITCHES, n);
            });
    grown(before, after, Counter.STOLEN).ifPresent(t -> signs.put(NoiseIndicator.STOLEN, t / wall));
    grown(before, after, Counter.COLLECTIONS)
        .ifPresent(n -> signs.put(NoiseIndicator.COLLECTIONS, n));
    Long clockBefore = before.values().get(Counter.GPU_CLOCK);
    Long clockAfter = after.values().get(Counter.GPU_CLOCK);
    if (clockBefore != null && clockAfter != null) {
      signs.put(NoiseIndicator.GPU_CLOCK, (double) Math.min(clockBefore, clockAfter));
    }
    return new Noise(signs);
  }

  /** What processors did beside the measuring threads. */
  private static void addLoads(
      Map<NoiseIndicator, Double> signs, NoiseCounters before, NoiseCounters after, int threads) {
    double wall = Math.max(1, after.wallNanos() - before.wallNanos());
    Optional<Double> busy = grown(before, after, Counter.MACHINE_BUSY);
    Optional<Double> process = grown(before, after, Counter.PROCESS_CPU);
    Optional<Double> thread = grown(before, after, Counter.THREAD_CPU);
    if (busy.isPresent() && process.isPresent()) {
      signs.put(NoiseIndicator.FOREIGN_LOAD, Math.max(0, (busy.get() - process.get()) / wall));
    }
    if (threads == 1 && thread.isPresent()) {
      signs.put(NoiseIndicator.OFF_CORE, Math.max(0, 1 - thread.get() / wall));
      process.ifPresent(
          all ->
              signs.put(NoiseIndicator.OWN_OTHER_LOAD, Math.max(0, (all - thread.get()) / wall)));
    } else if (threads > 1) {
      // With several threads the measuring one may rest while others finish: neither sign applies.
      signs.put(NoiseIndicator.OFF_CORE, 0.0);
      signs.put(NoiseIndicator.OWN_OTHER_LOAD, 0.0);
    }
  }

  private static Optional<Double> grown(
      NoiseCounters before, NoiseCounters after, Counter counter) {
    Long start = before.values().get(counter);
    Long end = after.values().get(counter);
    return start == null || end == null ? Optional.empty() : Optional.of((double) (end - start));
  }
}
