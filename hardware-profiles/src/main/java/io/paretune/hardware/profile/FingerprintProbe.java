package io.paretune.hardware.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;

/**
 * Reads a machine's properties: from /proc and /sys where they are, from OSHI elsewhere. The root
 * of the files is an argument, so that machines can be written down in tests.
 */
final class FingerprintProbe {
  private static final Logger LOG = LoggerFactory.getLogger(FingerprintProbe.class);
  private static final Set<String> RELEVANT =
      Set.of(
          // x86
          "sse4_1",
          "sse4_2",
          "avx",
          "f16c",
          "fma",
          "avx2",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_int8",
          "amx_bf16",
          // ARM
          "asimd",
          "asimddp",
          "asimdhp",
          "i8mm",
          "bf16",
          "sve",
          "sve2",
          "sme");

  private final Path root;
  private final int availableProcessors;

  FingerprintProbe(Path root, int availableProcessors) {
    this.root = root;
    this.availableProcessors = availableProcessors;
  }

  static FingerprintProbe ofThisMachine() {
    return new FingerprintProbe(Path.of("/"), Runtime.getRuntime().availableProcessors());
  }

  Fingerprint read(Fingerprint.EngineVersion engine) {
    Map<String, String> cpu = firstProcessor();
    return new Fingerprint(
        processor(cpu),
        new Fingerprint.HostSystem(
            firstOf(cpu, "microcode").orElse(Fingerprint.UNKNOWN), kernel(), memoryBytes()),
        engine,
        Optional.empty());
  }

  private Fingerprint.Processor processor(Map<String, String> cpu) {
    Optional<CentralProcessor> elsewhere = cpu.isEmpty() ? processorByOshi() : Optional.empty();
    String model =
        firstOf(cpu, "model name", "Processor", "cpu model")
            .or(() -> elsewhere.map(p -> p.getProcessorIdentifier().getName().strip()))
            .or(() -> firstOf(cpu, "CPU part").map(part -> "ARM part " + part))
            .orElse(Fingerprint.UNKNOWN);
    int logical =
        logicalCores()
            .orElseGet(
                () ->
                    elsewhere
                        .map(CentralProcessor::getLogicalProcessorCount)
                        .orElse(availableProcessors));
    return new Fingerprint.Processor(
        model,
        instructionSets(cpu, elsewhere),
        Math.max(1, logical),
        allowedCores(),
        line("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").orElse(Fingerprint.UNKNOWN));
  }

  private static List<String> instructionSets(
      Map<String, String> cpu, Optional<CentralProcessor> elsewhere) {
    List<String> sets =
        firstOf(cpu, "flags", "Features").stream()
            .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
            .filter(RELEVANT::contains)
            .toList();
    return sets.isEmpty()
        ? elsewhere.stream()
            .flatMap(p -> p.getFeatureFlags().stream())
            .flatMap(FingerprintProbe::known)
            .toList()
        : sets;
  }

  private Map<String, String> firstProcessor() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : lines("proc/cpuinfo")) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        if (!values.isEmpty()) {
          break;
        }
        continue;
      }
      values.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return values;
  }

  private Optional<Integer> logicalCores() {
    long count = lines("proc/cpuinfo").stream().filter(l -> l.matches("processor\\s*:.*")).count();
    return count == 0 ? Optional.empty() : Optional.of((int) count);
  }

  private double allowedCores() {
    double quota = quotaV2().or(this::quotaV1).orElse((double) availableProcessors);
    return quota > 0 ? Math.min(quota, availableProcessors) : availableProcessors;
  }

  /**
   * The tightest quota of the control groups this process is in: a service's own, or any above it.
   */
  private Optional<Double> quotaV2() {
    return groups().stream()
        .flatMap(group -> quotaV2(group).stream())
        .min(Comparator.naturalOrder());
  }

  /**
   * Directories from this process's control group up to the root, which a container shows alone.
   */
  private List<String> groups() {
    List<String> groups = new ArrayList<>();
    for (String line : lines("proc/self/cgroup")) {
      if (line.startsWith("0::/") && !line.contains("..")) {
        String group = line.substring("0::/".length());
        while (!group.isEmpty()) {
          groups.add("sys/fs/cgroup/" + group);
          group = group.substring(0, Math.max(0, group.lastIndexOf('/')));
        }
      }
    }
    groups.add("sys/fs/cgroup");
    return groups;
  }

  private Optional<Double> quotaV2(String group) {
    return line(group + "/cpu.max")
        .map(text -> text.split("\\s+", -1))
        .filter(parts -> parts.length == 2 && number(parts[0]).isPresent())
        .map(parts -> (double) number(parts[0]).getAsLong() / number(parts[1]).orElse(100_000));
  }

  private Optional<Double> quotaV1() {
    OptionalLong quota = number(line("sys/fs/cgroup/cpu/cpu.cfs_quota_us").orElse(""));
    OptionalLong period = number(line("sys/fs/cgroup/cpu/cpu.cfs_period_us").orElse(""));
    return quota.isPresent()
            && period.isPresent()
            && quota.getAsLong() > 0
            && period.getAsLong() > 0
        ? Optional.of((double) quota.getAsLong() / period.getAsLong())
        : Optional.empty();
  }

  private String kernel() {
    return line("proc/sys/kernel/osrelease")
        .map(release -> "Linux " + release)
        .orElseGet(
            () ->
                System.getProperty("os.name", Fingerprint.UNKNOWN)
                    + " "
                    + System.getProperty("os.version", ""))
        .strip();
  }

  private long memoryBytes() {
    long machine =
        lines("proc/meminfo").stream()
            .filter(line -> line.startsWith("MemTotal:"))
            .map(line -> number(line.replaceAll("[^0-9]", "")))
            .flatMapToLong(OptionalLong::stream)
            .map(kilobytes -> kilobytes * 1024)
            .findFirst()
            .orElseGet(FingerprintProbe::memoryByOshi);
    OptionalLong limit =
        number(
            line("sys/fs/cgroup/memory.max")
                .or(() -> line("sys/fs/cgroup/memory/memory.limit_in_bytes"))
                .orElse(""));
    return limit.isPresent() && limit.getAsLong() > 0 && machine > 0
        ? Math.min(machine, limit.getAsLong())
        : machine;
  }

  private static Optional<CentralProcessor> processorByOshi() {
    try {
      return Optional.of(new SystemInfo().getHardware().getProcessor());
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("the processor could not be identified: {}", e.toString());
      return Optional.empty();
    }
  }

  private static long memoryByOshi() {
    try {
      return new SystemInfo().getHardware().getMemory().getTotal();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("the size of the memory could not be found out: {}", e.toString());
      return 0;
    }
  }

  /** OSHI lists flags one by one or as one line with prefixes, by operating system. */
  private static Stream<String> known(String flags) {
    return Arrays.stream(flags.toLowerCase(Locale.ROOT).split("[^a-z0-9_]+", -1))
        .filter(RELEVANT::contains);
  }

  private static Optional<String> firstOf(Map<String, String> values, String... keys) {
    return Arrays.stream(keys)
        .filter(key -> !values.getOrDefault(key, "").isEmpty())
        .map(key -> values.getOrDefault(key, ""))
        .findFirst();
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private Optional<String> line(String path) {
    return lines(path).stream().findFirst().map(String::strip);
  }

  private List<String> lines(String path) {
    Path file = root.resolve(path);
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      LOG.debug("{} cannot be read: {}", file, e.toString());
      return List.of();
    }
  }
}
