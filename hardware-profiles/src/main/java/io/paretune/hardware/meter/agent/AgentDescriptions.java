package io.paretune.hardware.meter.agent;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.OtherMachineException;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.profile.AgentAccess;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What agents of one fingerprint say of themselves, each asked once.
 *
 * @param first that answered, in the order in which they were given
 * @param common what it says; the others are the same machine
 */
public record AgentDescriptions(AgentAccess first, AgentDescription common) {

  private static final Logger LOG = LoggerFactory.getLogger(AgentDescriptions.class);

  /**
   * Asks them. Who does not answer is left out, as long as one does.
   *
   * @throws HardwareException if none does
   * @throws OtherMachineException if two that do are of machines that differ
   */
  public static AgentDescriptions of(List<AgentAccess> agents) {
    Optional<AgentDescriptions> first = Optional.empty();
    Optional<HardwareException> away = Optional.empty();
    for (AgentAccess agent : agents) {
      try {
        AgentDescription description = RemoteMeter.describe(agent);
        first.ifPresent(known -> known.requireAlike(agent, description));
        first = first.or(() -> Optional.of(new AgentDescriptions(agent, description)));
      } catch (OtherMachineException other) {
        throw other;
      } catch (HardwareException silent) {
        away = away.or(() -> Optional.of(silent));
      }
    }
    if (first.isPresent()) {
      away.ifPresent(silent -> LOG.warn("{}; the others measure", silent.getMessage()));
      return first.get();
    }
    throw away.orElseThrow();
  }

  private void requireAlike(AgentAccess agent, AgentDescription description) {
    if (!description.machine().id().equals(common.machine().id())) {
      throw new OtherMachineException(
          "the agent at "
              + agent.url()
              + " is another machine than that at "
              + first.url()
              + ": fingerprint "
              + description.machine().id()
              + ", not "
              + common.machine().id()
              + " ("
              + KnownMachine.differences(common.machine(), description.machine())
              + "); figures of different machines are never merged: give it a profile of its own");
    }
  }
}
