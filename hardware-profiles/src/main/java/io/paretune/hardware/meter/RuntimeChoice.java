package io.paretune.hardware.meter;

import io.paretune.hardware.profile.RuntimeKind;
import io.paretune.hardware.protocol.Latency;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Which runtime was taken for a network under a profile that leaves that open, and why.
 *
 * @param taken the faster one
 * @param file what it runs
 * @param measured by each runtime that there was a file for; the taken one among them
 * @param why in words, one line
 */
public record RuntimeChoice(
    RuntimeKind taken, Path file, Map<RuntimeKind, Latency> measured, String why) {
  public RuntimeChoice {
    measured = Map.copyOf(measured);
    if (!measured.containsKey(taken)) {
      throw new IllegalArgumentException(
          "the runtime that is taken must be measured, got " + taken + " of " + measured.keySet());
    }
  }

  /** There was a file for one runtime alone. */
  static RuntimeChoice only(RuntimeKind runtime, Path file, Latency latency, Path missing) {
    return new RuntimeChoice(
        runtime,
        file,
        Map.of(runtime, latency),
        runtime.text() + ", the only one: there is no " + missing.getFileName());
  }

  /** The one with the lower median, of two that measured the same network. */
  static RuntimeChoice faster(
      RuntimeKind one, Path file, Latency latency, RuntimeKind two, Path file2, Latency latency2) {
    if (latency2.medianMs() < latency.medianMs()) {
      return faster(two, file2, latency2, one, file, latency);
    }
    String doubt =
        !latency.stable() || !latency2.stable()
            ? "; unstable"
            : latency.ciHighMs() >= latency2.ciLowMs() ? "; their intervals overlap" : "";
    return new RuntimeChoice(
        one,
        file,
        Map.of(one, latency, two, latency2),
        String.format(
            Locale.ROOT,
            "%s: %.4f ms against %.4f ms by %s%s",
            one.text(),
            latency.medianMs(),
            latency2.medianMs(),
            two.text(),
            doubt));
  }

  /** The figure that was taken. */
  public Latency latency() {
    Latency latency = measured.get(taken);
    if (latency == null) {
      throw new IllegalStateException("checked when this was made");
    }
    return latency;
  }
}
