package io.paretune.hardware.meter.agent.wire;

import io.paretune.hardware.profile.Fingerprint;
import java.time.Duration;
import java.util.Map;

/**
 * What an agent says of itself before anything is sent to it.
 *
 * @param machine its fingerprint, under its default runtime
 * @param versions of what runs there, by name
 * @param maximumBytes the largest model and input together that it takes
 * @param measurementLimit how long one measurement may take there
 * @param queueLimit how long a request waits for its turn before it is told to come back
 */
public record AgentDescription(
    Fingerprint machine,
    Map<String, String> versions,
    long maximumBytes,
    Duration measurementLimit,
    Duration queueLimit) {
  public AgentDescription {
    versions = Map.copyOf(versions);
    if (maximumBytes < 1 || measurementLimit.isNegative() || queueLimit.isNegative()) {
      throw new IllegalArgumentException(
          "an agent's limits must be positive, got "
              + maximumBytes
              + " bytes, "
              + measurementLimit
              + ", "
              + queueLimit);
    }
  }
}
