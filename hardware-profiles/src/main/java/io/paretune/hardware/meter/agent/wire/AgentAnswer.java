package io.paretune.hardware.meter.agent.wire;

import io.paretune.hardware.meter.MeasuredLatency;
import java.util.Map;

/**
 * A measurement as an agent gives it.
 *
 * @param model SHA-256 of the file that was measured, hexadecimal
 * @param versions of what runs there, by name
 */
public record AgentAnswer(MeasuredLatency reading, String model, Map<String, String> versions) {
  public AgentAnswer {
    versions = Map.copyOf(versions);
  }
}
