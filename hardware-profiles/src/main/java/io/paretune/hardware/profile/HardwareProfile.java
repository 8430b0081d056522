package io.paretune.hardware.profile;

import java.util.Optional;

/**
 * A machine as deployments use it: where a network runs, by which engine, with how many threads and
 * images at a time, and how carefully that is measured. Immutable; safe to share.
 *
 * @param name lower-case words joined by hyphens
 * @param description one sentence for people
 * @param batch images in one inference, at least 1
 * @param agent who measures, if the machine is elsewhere
 */
public record HardwareProfile(
    String name,
    String description,
    Device device,
    RuntimeKind runtime,
    Threads threads,
    int batch,
    Protocol protocol,
    Optional<AgentAccess> agent) {

  public HardwareProfile {
    if (!name.matches("[a-z0-9]+([-.][a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "name must be lower-case words joined by hyphens, got '" + name + "'");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch >= 1 must hold, got " + batch);
    }
  }

  /** A profile of this machine. */
  public HardwareProfile(
      String name,
      String description,
      Device device,
      RuntimeKind runtime,
      Threads threads,
      int batch,
      Protocol protocol) {
    this(name, description, device, runtime, threads, batch, protocol, Optional.empty());
  }

  /**
   * Threads of one inference on this machine: those asked for, or all that this process may use.
   */
  public int threadCount() {
    return threads.among(Runtime.getRuntime().availableProcessors());
  }

  public HardwareProfile withBatch(int images) {
    return new HardwareProfile(
        name, description, device, runtime, threads, images, protocol, agent);
  }

  public HardwareProfile withProtocol(Protocol settings) {
    return new HardwareProfile(name, description, device, runtime, threads, batch, settings, agent);
  }

  public HardwareProfile withAgent(AgentAccess access) {
    return new HardwareProfile(
        name, description, device, runtime, threads, batch, protocol, Optional.of(access));
  }
}
