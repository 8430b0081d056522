package io.paretune.hardware.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A machine as deployments use it: where a network runs, by which engine, with how many threads and
 * images at a time, and how carefully that is measured. Immutable; safe to share.
 *
 * @param name lower-case words joined by hyphens
 * @param description one sentence for people
 * @param batch images in one inference, at least 1
 * @param pin whether measuring threads are bound to cores
 * @param agent who measures, if the machine is elsewhere
 * @param input the size of one example, for files that do not tell it
 */
public record HardwareProfile(
    String name,
    String description,
    Device device,
    RuntimeKind runtime,
    Threads threads,
    int batch,
    Protocol protocol,
    Pin pin,
    Optional<AgentAccess> agent,
    Optional<InputSize> input) {

  public HardwareProfile {
    if (!name.matches("[a-z0-9]+([-.][a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "name must be lower-case words joined by hyphens, got '" + name + "'");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch >= 1 must hold, got " + batch);
    }
  }

  /** A profile whose threads are bound to cores where that can be done. */
  public HardwareProfile(
      String name,
      String description,
      Device device,
      RuntimeKind runtime,
      Threads threads,
      int batch,
      Protocol protocol) {
    this(
        name,
        description,
        device,
        runtime,
        threads,
        batch,
        protocol,
        Pin.AUTO,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Threads of one inference on this machine: those asked for, or all that this process may use.
   */
  public int threadCount() {
    return threads.among(Runtime.getRuntime().availableProcessors());
  }

  public HardwareProfile withBatch(int images) {
    return new HardwareProfile(
        name, description, device, runtime, threads, images, protocol, pin, agent, input);
  }

  public HardwareProfile withProtocol(Protocol settings) {
    return new HardwareProfile(
        name, description, device, runtime, threads, batch, settings, pin, agent, input);
  }

  public HardwareProfile withAgent(AgentAccess access) {
    return new HardwareProfile(
        name,
        description,
        device,
        runtime,
        threads,
        batch,
        protocol,
        pin,
        Optional.of(access),
        input);
  }

  public HardwareProfile withRuntime(RuntimeKind engine) {
    return new HardwareProfile(
        name, description, device, engine, threads, batch, protocol, pin, agent, input);
  }

  public HardwareProfile withInput(InputSize size) {
    return new HardwareProfile(
        name,
        description,
        device,
        runtime,
        threads,
        batch,
        protocol,
        pin,
        agent,
        Optional.of(size));
  }

  /** All settings as text, under the keys of a profile's YAML, in a fixed order. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("description", description);
    map.put("device", device.text());
    map.put("runtime", runtime.text());
    map.put("threads", threads.text());
    map.put("batch", Integer.toString(batch));
    map.put("pin", pin.text());
    input.ifPresent(size -> map.put("input", size.text()));
    map.put("protocol.warm-up-minimum", Integer.toString(protocol.warmUpMinimum()));
    map.put("protocol.warm-up-maximum", Integer.toString(protocol.warmUpMaximum()));
    map.put("protocol.target-half-width", Double.toString(protocol.targetHalfWidth()));
    map.put("protocol.minimum-repeats", Integer.toString(protocol.minimumRepeats()));
    map.put("protocol.maximum-repeats", Integer.toString(protocol.maximumRepeats()));
    map.put("protocol.time-budget-ms", Long.toString(protocol.timeBudget().toMillis()));
    map.put("protocol.maximum-drift", Double.toString(protocol.maximumDrift()));
    map.put("protocol.maximum-foreign-load", Double.toString(protocol.maximumForeignLoad()));
    map.put("protocol.attempts", Integer.toString(protocol.attempts()));
    map.put("protocol.back-off-ms", Long.toString(protocol.backOff().toMillis()));
    return Collections.unmodifiableMap(map);
  }
}
