package io.paretune.hardware.meter.factory;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.EngineMeter;
import io.paretune.hardware.meter.FastestMeter;
import io.paretune.hardware.meter.LocalMeter;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.agent.AgentDescriptions;
import io.paretune.hardware.meter.agent.AgentPool;
import io.paretune.hardware.meter.agent.RemoteMeter;
import io.paretune.hardware.meter.process.ProcessMeter;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.ReferenceNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
    return of(profile, lease, Optional.empty());
  }

  /**
   * The meter of a profile, for one of the processes of a study.
   *
   * @param memory directory that they share, where it is kept which machine answered first: figures
   *     of another are refused from then on
   * @throws HardwareException as {@link #of(HardwareProfile, MeasuringLease)}
   */
  public static Meter of(HardwareProfile profile, MeasuringLease lease, Path memory) {
    return of(profile, lease, Optional.of(memory));
  }

  private static Meter of(HardwareProfile profile, MeasuringLease lease, Optional<Path> memory) {
    check(profile);
    Map<Deployment, EngineMeter> meters = new LinkedHashMap<>();
    try {
      for (Deployment deployment : profile.deployments()) {
        meters.put(deployment, one(profile.withDeployment(deployment), lease, memory));
      }
    } catch (RuntimeException unable) {
      meters.values().forEach(EngineMeter::close);
      throw unable;
    }
    return new FastestMeter(
        meters,
        () -> identity(profile).machine(),
        batch -> of(profile.withBatch(batch), lease, memory));
  }

  private static EngineMeter one(
      HardwareProfile profile, MeasuringLease lease, Optional<Path> memory) {
    if (profile.agents().size() > 1) {
      return AgentPool.of(profile, memory);
    }
    if (profile.isElsewhere()) {
      return RemoteMeter.of(profile, profile.agents().get(0), memory);
    }
    return Engines.installed().provider(profile).sharesProcess(profile.device())
        ? LocalMeter.of(profile, lease)
        : ProcessMeter.of(profile, lease);
  }

  /**
   * Looks whether a profile can be had, as far as that shows without asking an agent.
   *
   * @throws HardwareException if it cannot
   */
  public static void check(HardwareProfile profile) {
    if (profile.isElsewhere()) {
      if (profile.deployments().size() > 1
          && profile.agents().stream().anyMatch(agent -> agent.fingerprint().isPresent())) {
        throw new HardwareException(
            "profile '"
                + profile.name()
                + "' asks for a fingerprint, which is that of a machine with one runtime, and for"
                + " runtime: "
                + profile.target().runtime()
                + "; name one runtime, or leave out the fingerprint");
      }
      profile.agents().forEach(RemoteMeter::check);
    } else {
      Engines.installed().machine(profile);
    }
  }

  /**
   * Who measures under a profile: this machine, or the one whose agents are asked, once.
   *
   * @throws HardwareException if the profile cannot be had here, no agent answers, or two that do
   *     are of machines that differ
   */
  public static MachineIdentity identity(HardwareProfile profile) {
    if (!profile.isElsewhere()) {
      return new MachineIdentity(Engines.installed().machine(profile), Map.of());
    }
    AgentDescriptions described = AgentDescriptions.of(profile.agents());
    AgentAccess access = described.first();
    MachineIdentity agent = new MachineIdentity(described.common());
    return new MachineIdentity(
        Fingerprint.together(
            profile.deployments().stream()
                .map(profile::withDeployment)
                .map(one -> usual(one) ? agent.machine() : answering(one, access))
                .toList()),
        agent.versions());
  }

  /** Whether a profile asks for the engine and the device under which an agent describes itself. */
  private static boolean usual(HardwareProfile profile) {
    return profile.deployment().engine().equals(Engine.ONNX_RUNTIME)
        && profile.device() instanceof Device.Cpu;
  }

  /**
   * An agent describes itself under its usual engine; under another it shows by what it answers.
   */
  private static Fingerprint answering(HardwareProfile profile, AgentAccess access) {
    HardwareProfile once = profile.withBatch(1).withProtocol(profile.protocol().withAttempts(1));
    try (EngineMeter meter = RemoteMeter.of(once, access, Optional.empty())) {
      Path file = Files.createTempFile("paretune-reference-", "");
      try {
        Files.write(file, ReferenceNetwork.bytes(profile.deployment().format()));
        return meter.measure(file, ModelInput.pseudoRandom()).machine();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new HardwareException("there is no room for the reference network: " + e, e);
    }
  }
}
