package io.paretune.hardware.profile;

import io.paretune.hardware.deployment.Deployment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine as deployments use it: where and how a network runs, and how carefully that is
 * measured. Immutable; safe to share.
 *
 * @param name lower-case words joined by hyphens
 * @param description one sentence for people
 * @param target where and how one inference runs
 * @param agents who measure, if the machine is elsewhere: all of machines that are alike
 */
public record HardwareProfile(
    String name, String description, Target target, Protocol protocol, List<AgentAccess> agents) {

  public HardwareProfile {
    agents = List.copyOf(agents);
    if (agents.stream().map(AgentAccess::url).distinct().count() < agents.size()) {
      throw new IllegalArgumentException(
          "agents must be different addresses, got "
              + agents.stream().map(AgentAccess::url).toList());
    }
    if (!name.matches("[a-z0-9]+([-.][a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "name must be lower-case words joined by hyphens, got '" + name + "'");
    }
  }

  /** A profile of this machine, measured with the usual care. */
  public static HardwareProfile of(String name, Target target) {
    return new HardwareProfile(name, "", target, Protocol.defaults(), List.of());
  }

  /** Whether the machine is elsewhere, where agents measure. */
  public boolean isElsewhere() {
    return !agents.isEmpty();
  }

  /** What the network runs on. */
  public Device device() {
    return target.device();
  }

  /** What runs there: one, or several that compete. */
  public List<Deployment> deployments() {
    return target.deployments();
  }

  /**
   * What runs there.
   *
   * @throws IllegalArgumentException if several compete
   */
  public Deployment deployment() {
    if (deployments().size() > 1) {
      throw new IllegalArgumentException(
          "profile '" + name + "' leaves the runtime open; a meter decides it");
    }
    return deployments().get(0);
  }

  /** Threads of one inference, as they are asked for. */
  public Threads threads() {
    return target.cores().threads();
  }

  /** Whether measuring threads are bound to cores. */
  public Pin pin() {
    return target.cores().pin();
  }

  /** Images in one inference. */
  public int batch() {
    return target.examples().batch();
  }

  /** The size of one example, for files that do not tell it. */
  public Optional<InputSize> input() {
    return target.examples().size();
  }

  /** What an hour of the machine costs, if the profile says it. */
  public Optional<Target.Price> price() {
    return target.price();
  }

  /**
   * Threads of one inference on this machine: those asked for, or all that this process may use.
   */
  public int threadCount() {
    return threads().among(Runtime.getRuntime().availableProcessors());
  }

  /** The same for another way to run. */
  public HardwareProfile withTarget(Target other) {
    return new HardwareProfile(name, description, other, protocol, agents);
  }

  public HardwareProfile withBatch(int images) {
    return withTarget(target.withBatch(images));
  }

  /** The same without competitors. */
  public HardwareProfile withDeployment(Deployment only) {
    return withTarget(target.withDeployment(only));
  }

  public HardwareProfile withInput(InputSize size) {
    return withTarget(target.withInput(size));
  }

  public HardwareProfile withPrice(Target.Price hourly) {
    return withTarget(target.withPrice(hourly));
  }

  public HardwareProfile withProtocol(Protocol settings) {
    return new HardwareProfile(name, description, target, settings, agents);
  }

  public HardwareProfile withAgent(AgentAccess access) {
    return new HardwareProfile(name, description, target, protocol, List.of(access));
  }

  /** All settings as text, under the keys of a profile's YAML, in a fixed order. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("description", description);
    map.put("device", device().text());
    map.put("runtime", target.runtime());
    map.put("threads", threads().text());
    map.put("batch", Integer.toString(batch()));
    map.put("pin", pin().text());
    input().ifPresent(size -> map.put("input", size.text()));
    price().ifPresent(price -> map.put("price-per-hour", price.text()));
    protocol.toMap().forEach((key, value) -> map.put("protocol." + key, value));
    return Collections.unmodifiableMap(map);
  }
}
