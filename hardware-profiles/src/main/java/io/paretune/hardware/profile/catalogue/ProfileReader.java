package io.paretune.hardware.profile.catalogue;

import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.profile.Pin;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.profile.Threads;
import io.paretune.hardware.yaml.YamlSection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads a profile's YAML strictly: an unknown or repeated key, a wrong type and a value out of
 * range are refused with file, line, column and, for keys, the nearest valid one.
 */
final class ProfileReader {
  private static final List<String> KEYS =
      List.of(
          "name",
          "description",
          "device",
          "runtime",
          "threads",
          "batch",
          "pin",
          "input",
          "price-per-hour",
          "protocol",
          "agent",
          "agents");
  private static final List<String> PROTOCOL_KEYS =
      List.of(
          "warm-up-minimum",
          "warm-up-maximum",
          "target-half-width",
          "minimum-repeats",
          "maximum-repeats",
          "time-budget-ms",
          "maximum-drift",
          "maximum-foreign-load",
          "attempts",
          "back-off-ms");
  private static final int MANY = Integer.MAX_VALUE;

  private final String source;
  private final int availableThreads;
  private final AgentReader agents;

  /**
   * A reader.
   *
   * @param source what messages call the text
   * @param availableThreads of this machine
   * @param base the directory that a profile's files are named from
   */
  ProfileReader(String source, int availableThreads, Path base) {
    this.source = source;
    this.availableThreads = availableThreads;
    this.agents = new AgentReader(base);
  }

  HardwareProfile read(String text) {
    YamlSection root = YamlSection.read(source, "a profile", text, KEYS);
    HardwareProfile profile =
        root.made(
            () ->
                new HardwareProfile(
                    root.text("name"),
                    root.text("description", ""),
                    target(root),
                    root.section("protocol", PROTOCOL_KEYS)
                        .map(ProfileReader::protocol)
                        .orElseGet(Protocol::defaults),
                    agents.read(root)));
    if (profile.isElsewhere()) {
      // how many threads there are is known to the machine that will run them
      return profile;
    }
    int asked = profile.threads().among(availableThreads);
    if (root.has("threads") && asked > availableThreads) {
      throw root.refuse(
          "threads",
          "threads must be at most the "
              + availableThreads
              + " that this machine offers, got "
              + asked
              + "; write 'all' to use every one");
    }
    return profile;
  }

  private static Target target(YamlSection root) {
    Device device = root.parsed("device", Device::parse);
    return new Target(
        device,
        root.isList("runtime")
            ? root.names("runtime", Engines.installed().providers().names()).stream()
                .flatMap(name -> Engines.installed().deployments(name, device).stream())
                .toList()
            : root.parsed("runtime", name -> Engines.installed().deployments(name, device)),
        new Target.Cores(
            root.has("threads") ? root.parsed("threads", Threads::parse) : Threads.of(1),
            root.has("pin") ? root.parsed("pin", Pin::parse) : Pin.AUTO),
        new Target.Examples(
            (int) root.whole("batch", 1, MANY, 1),
            root.has("input")
                ? Optional.of(root.parsed("input", InputSize::parse))
                : Optional.empty()),
        root.has("price-per-hour")
            ? Optional.of(root.parsed("price-per-hour", Target.Price::parse))
            : Optional.empty());
  }

  private static Protocol protocol(YamlSection section) {
    Protocol usual = Protocol.defaults();
    Protocol.Timing timing = usual.timing();
    return section.made(
        () ->
            new Protocol(
                new Protocol.WarmUpRuns(
                    whole(section, "warm-up-minimum", usual.warmUp().minimum()),
                    whole(section, "warm-up-maximum", usual.warmUp().maximum())),
                new Protocol.Timing(
                    section.real("target-half-width", 0, 1, timing.targetHalfWidth()),
                    whole(section, "minimum-repeats", timing.minimumRepeats()),
                    whole(section, "maximum-repeats", timing.maximumRepeats()),
                    millis(section, "time-budget-ms", timing.timeBudget())),
                new Protocol.Tolerance(
                    section.real("maximum-drift", 0, 1, usual.tolerance().drift()),
                    section.real("maximum-foreign-load", 0, MANY, usual.tolerance().foreignLoad())),
                new Protocol.Retries(
                    whole(section, "attempts", usual.retries().attempts()),
                    millis(section, "back-off-ms", usual.retries().backOff()))));
  }

  private static int whole(YamlSection section, String key, int otherwise) {
    return (int) section.whole(key, 0, MANY, otherwise);
  }

  private static Duration millis(YamlSection section, String key, Duration otherwise) {
    return Duration.ofMillis(section.whole(key, 0, MANY, otherwise.toMillis()));
  }
}
