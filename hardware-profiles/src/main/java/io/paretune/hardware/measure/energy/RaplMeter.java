package io.paretune.hardware.measure.energy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Energy of the processor's packages as Linux shows it under {@code /sys/class/powercap} (RAPL,
 * Running Average Power Limit): counters in microjoules that wrap around. The root is an argument,
 * so that machines can be written down in tests.
 */
final class RaplMeter implements EnergyMeter {
  /** Where the counters are if they are not in the usual place, as in a container. */
  private static final String ELSEWHERE = "PARETUNE_POWERCAP";

  private static final String USUAL = "/sys/class/powercap";

  /** Linux calls the zones of AMD's processors so, too. */
  private static final String PACKAGE = "(intel|amd)-rapl:\\d+";

  private static final String ENERGY = "energy_uj";

  /** The counters move about once a millisecond. */
  private static final Duration WINDOW = Duration.ofMillis(100);

  private final Path root;
  private final Predicate<Path> readable;

  /**
   * A meter.
   *
   * @param readable whether this process may read a file
   */
  RaplMeter(Path root, Predicate<Path> readable) {
    this.root = root;
    this.readable = readable;
  }

  static RaplMeter ofThisMachine() {
    return new RaplMeter(root(System.getenv(ELSEWHERE)), Files::isReadable);
  }

  static Path root(@Nullable String elsewhere) {
    return Path.of(elsewhere == null || elsewhere.isBlank() ? USUAL : elsewhere);
  }

  /** The counters of all packages now, by zone. */
  Map<String, Long> read() throws IOException {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (Path zone : zones()) {
      counters.put(name(zone), number(zone.resolve(ENERGY)));
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
    return "all of the processor, idle cores and other processes included, memory not";
  }

  @Override
  public Duration window() {
    return WINDOW;
  }

  @Override
  public Optional<String> missing() {
    List<Path> zones;
    try {
      zones = zones();
    } catch (IOException e) {
      zones = List.of();
    }
    if (zones.isEmpty()) {
      return Optional.of(
          "this machine shows no energy counters ("
              + root
              + " has no RAPL package); an Intel or AMD processor shows them to Linux on bare metal"
              + " after 'sudo modprobe intel_rapl_msr', to virtual machines rarely");
    }
    return zones.stream()
        .map(zone -> zone.resolve(ENERGY))
        .filter(readable.negate())
        .findFirst()
        .map(
            file ->
                file
                    + " may be read by root alone, since the counters can leak secrets"
                    + " (CVE-2020-8694); 'sudo chmod a+r "
                    + root
                    + "/*-rapl:*/energy_uj' allows it until the machine starts anew");
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
      return all.filter(RaplMeter::isPackage).sorted().toList();
    }
  }

  /** A zone of the whole platform (psys) holds the packages, which would count twice. */
  private static boolean isPackage(Path zone) {
    if (!name(zone).matches(PACKAGE)) {
      return false;
    }
    try {
      return Files.readString(zone.resolve("name")).startsWith("package");
    } catch (IOException nameless) {
      return true;
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
