package io.paretune.hardware.agent;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.LocalMeter;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.HardwareProfile;
import java.nio.file.Path;
import java.util.Optional;

/** Gives profiles their meters. */
public final class Meters {
  private Meters() {}

  /**
   * The meter of a profile, for figures that are not kept beside others.
   *
   * @param lease of this host; a device elsewhere is not held up by it
   * @throws HardwareException if the profile cannot be had here, or its agent's certificate or
   *     token is not there
   */
  public static Meter of(HardwareProfile profile, MeasuringLease lease) {
    return of(profile, lease, KnownMachine.inMemory());
  }

  /**
   * The meter of a profile, for one of the processes of a study.
   *
   * @param memory directory that they share, where it is kept which machine answered first: figures
   *     of another are refused from then on
   * @throws HardwareException as {@link #of(HardwareProfile, MeasuringLease)}
   */
  public static Meter of(HardwareProfile profile, MeasuringLease lease, Path memory) {
    return of(
        profile,
        lease,
        profile
            .agent()
            .map(access -> KnownMachine.in(memory, access.url()))
            .orElseGet(KnownMachine::inMemory));
  }

  private static Meter of(HardwareProfile profile, MeasuringLease lease, KnownMachine known) {
    Optional<AgentAccess> agent = profile.agent();
    return agent.isPresent()
        ? RemoteMeter.of(profile, agent.get(), known)
        : LocalMeter.of(profile, lease);
  }

  /**
   * What an agent says of itself.
   *
   * @throws HardwareException if it does not answer as an agent does
   */
  public static AgentIdentity ask(AgentAccess access) {
    return new AgentIdentity(new AgentClient(access, ClientLimits.defaults()).describe());
  }
}
