package io.paretune.hardware.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Energy of the processor's packages as Linux shows it under {@code /sys/class/powercap} (RAPL,
 * Running Average Power Limit): counters in microjoules that wrap around. The root is an argument,
 * so that machines can be written down in tests.
 */
final class RaplMeter implements EnergyMeter {
  private static final String PACKAGE = "(intel|amd)-rapl:\\d+";

  private final Path root;

  RaplMeter(Path root) {
    this.root = root;
  }

  static RaplMeter ofThisMachine() {
    return new RaplMeter(Path.of("/sys/class/powercap"));
  }

  /** The counters of all packages now, by zone. */
  Map<String, Long> read() throws IOException {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (Path zone : zones()) {
      counters.put(name(zone), number(zone.resolve("energy_uj")));
    }
    return counters;
  }

  @Override
  public Counted start() throws IOException {
    Map<String, Long> before = read();
    return () -> joules(before, read());
  }

  @Override
  public String whose() {
    return "all of the processor, idle cores and other processes included";
  }

  @Override
  public String missing() {
    List<Path> zones;
    try {
      zones = zones();
    } catch (IOException e) {
      return "this machine shows no energy counters (" + root + ")";
    }
    if (zones.isEmpty()) {
      return "this machine shows no energy counters (" + root + " lists no package)";
    }
    for (Path zone : zones) {
      if (!Files.isReadable(zone.resolve("energy_uj"))) {
        return zone.resolve("energy_uj") + " may not be read by this user";
      }
    }
    return "";
  }

  /** Joules between two readings; a counter that fell has wrapped around once. */
  double joules(Map<String, Long> before, Map<String, Long> after) throws IOException {
    long micro = 0;
    for (Map.Entry<String, Long> zone : after.entrySet()) {
      long grown = zone.getValue() - before.getOrDefault(zone.getKey(), zone.getValue());
      if (grown < 0) {
        grown += number(root.resolve(zone.getKey()).resolve("max_energy_range_uj"));
      }
      micro += grown;
    }
    return micro / 1e6;
  }

  private List<Path> zones() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.filter(zone -> name(zone).matches(PACKAGE)).sorted().toList();
    }
  }

  private static long number(Path file) throws IOException {
    String text = Files.readString(file).strip();
    OptionalLong value =
        text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    return value.orElseThrow(() -> new IOException(file + " holds no number: '" + text + "'"));
  }

  private static String name(Path zone) {
    return String.valueOf(zone.getFileName());
  }
}
