package io.paretune.hardware.meter;

import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.protocol.Latency;
import java.util.Optional;

/**
 * What was measured, and where.
 *
 * @param machine the machine and the runtime that the figures belong to
 * @param choice between runtimes, if the profile left that open
 */
public record MeasuredLatency(
    Latency latency, Fingerprint machine, Optional<RuntimeChoice> choice) {

  /** A figure of the only runtime that the profile names. */
  public MeasuredLatency(Latency latency, Fingerprint machine) {
    this(latency, machine, Optional.empty());
  }
}
