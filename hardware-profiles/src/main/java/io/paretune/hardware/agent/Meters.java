package io.paretune.hardware.agent;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.LocalMeter;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.InferenceRuntime;
import java.nio.file.Path;
import java.util.Map;
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
   * Looks whether a profile can be had, as far as that shows without asking an agent.
   *
   * @throws HardwareException if it cannot
   */
  public static void check(HardwareProfile profile) {
    if (profile.agent().isPresent()) {
      AgentAccess access = profile.agent().get();
      access.token().token();
      Trust.of(access);
    } else {
      InferenceRuntime.of(profile);
    }
  }

  /**
   * Who measures under a profile: this machine, or the one whose agent is asked, once.
   *
   * @throws HardwareException if the profile cannot be had here, or the agent does not answer
   */
  public static MachineIdentity identity(HardwareProfile profile) {
    if (profile.agent().isPresent()) {
      return new MachineIdentity(
          new AgentClient(profile.agent().get(), ClientLimits.defaults()).describe());
    }
    InferenceRuntime runtime = InferenceRuntime.of(profile);
    return new MachineIdentity(
        Fingerprint.ofThisMachine(runtime.name(), runtime.version()), Map.of());
  }
}
