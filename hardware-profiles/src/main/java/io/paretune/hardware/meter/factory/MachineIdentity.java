package io.paretune.hardware.meter.factory;

import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.profile.Fingerprint;
import java.util.Map;

/**
 * Who measures under a profile.
 *
 * @param machine its fingerprint
 * @param versions of what an agent runs there, by name; empty for this machine
 */
public record MachineIdentity(Fingerprint machine, Map<String, String> versions) {
  public MachineIdentity {
    versions = Map.copyOf(versions);
  }

  MachineIdentity(AgentDescription description) {
    this(description.machine(), description.versions());
  }
}
