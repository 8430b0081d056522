package io.paretune.hardware.meter;

import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.protocol.Latency;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Which deployment was taken for a network under a profile where several compete, and why.
 *
 * @param taken the fastest one
 * @param file what it runs
 * @param measured by each that there was a file for, in the profile's order; the taken one among
 *     them
 * @param why in words, one line
 */
public record RuntimeChoice(
    Deployment taken, Path file, Map<Deployment, Latency> measured, String why) {
  public RuntimeChoice {
    measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    if (!measured.containsKey(taken)) {
      throw new IllegalArgumentException(
          "what is taken must be measured, got " + taken + " of " + measured.keySet());
    }
  }

  /**
   * The one with the lowest median; of equals the first.
   *
   * @param readings at least one
   * @param files what was measured
   * @param competing all that could have been
   */
  static RuntimeChoice of(
      Map<Deployment, MeasuredLatency> readings,
      Map<Deployment, Path> files,
      Collection<Deployment> competing) {
    Map<Deployment, Latency> measured = new LinkedHashMap<>();
    readings.forEach((deployment, reading) -> measured.put(deployment, reading.latency()));
    Deployment taken =
        measured.entrySet().stream()
            .min(Comparator.comparingDouble(entry -> entry.getValue().medianMs()))
            .orElseThrow()
            .getKey();
    return new RuntimeChoice(
        taken,
        Objects.requireNonNull(files.get(taken)),
        measured,
        measured.size() == 1 ? only(taken, competing) : why(taken, measured));
  }

  private static String only(Deployment taken, Collection<Deployment> competing) {
    return competing.stream()
        .filter(other -> !other.equals(taken))
        .map(other -> other.engine().name())
        .collect(
            Collectors.joining(", ", taken.engine() + ", the only one: there is no file for ", ""));
  }

  private static String why(Deployment taken, Map<Deployment, Latency> measured) {
    Latency fastest = Objects.requireNonNull(measured.get(taken));
    List<Map.Entry<Deployment, Latency>> others =
        measured.entrySet().stream().filter(entry -> !entry.getKey().equals(taken)).toList();
    String doubt =
        !measured.values().stream().allMatch(Latency::stable)
            ? "; unstable"
            : others.stream().anyMatch(other -> fastest.ciHighMs() >= other.getValue().ciLowMs())
                ? "; their intervals overlap"
                : "";
    return others.stream()
        .map(other -> ms(other.getValue()) + " by " + other.getKey().engine())
        .collect(
            Collectors.joining(", ", taken.engine() + ": " + ms(fastest) + " against ", doubt));
  }

  private static String ms(Latency latency) {
    return String.format(Locale.ROOT, "%.4f ms", latency.medianMs());
  }

  /** The figure that was taken. */
  public Latency latency() {
    return Objects.requireNonNull(measured.get(taken), "checked when this was made");
  }
}
