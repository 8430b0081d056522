package io.paretune.hardware.agent;

import io.paretune.hardware.agent.wire.AgentDescription;
import io.paretune.hardware.profile.Fingerprint;
import java.util.Map;

/**
 * Who answers at an agent's address.
 *
 * @param machine its fingerprint
 * @param versions of what runs there, by name
 */
public record AgentIdentity(Fingerprint machine, Map<String, String> versions) {
  public AgentIdentity {
    versions = Map.copyOf(versions);
  }

  AgentIdentity(AgentDescription description) {
    this(description.machine(), description.versions());
  }
}
