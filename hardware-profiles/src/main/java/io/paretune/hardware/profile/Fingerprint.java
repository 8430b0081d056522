package io.paretune.hardware.profile;

import io.paretune.hardware.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The machine a figure was taken on. What cannot be found out is {@value #UNKNOWN}, never a guess.
 *
 * @param processor what computes, or feeds what does
 * @param system what the processor stands in
 * @param engine what runs networks
 * @param gpu the device that the engine runs on, if that is no processor
 */
public record Fingerprint(
    Processor processor, HostSystem system, EngineVersion engine, Optional<GpuIdentity> gpu) {

  /**
   * A processor, as far as this process may use it.
   *
   * @param model as the processor or its hypervisor calls itself
   * @param instructionSets those that inference kernels are chosen by, in alphabetical order
   * @param logicalCores of the machine
   * @param allowedCores that affinity and container leave to this process, fractional under a quota
   * @param governor of the clock frequency
   */
  public record Processor(
      String model,
      List<String> instructionSets,
      int logicalCores,
      double allowedCores,
      String governor) {
    public Processor {
      instructionSets = instructionSets.stream().sorted().distinct().toList();
      if (logicalCores < 1) {
        throw new IllegalArgumentException("logical-cores >= 1 must hold, got " + logicalCores);
      }
      if (!(allowedCores > 0)) {
        throw new IllegalArgumentException("allowed-cores > 0 must hold, got " + allowedCores);
      }
    }
  }

  /**
   * What changes with every update of a machine whose figures remain comparable.
   *
   * @param microcode of the processor
   * @param kernel of the operating system
   * @param memoryBytes of the machine, or of the container if that is less; 0 if unknown
   */
  public record HostSystem(String microcode, String kernel, long memoryBytes) {
    public HostSystem {
      if (memoryBytes < 0) {
        throw new IllegalArgumentException("memory-bytes >= 0 must hold, got " + memoryBytes);
      }
    }
  }

  /**
   * What runs networks; both empty where nothing does.
   *
   * @param name as a profile's {@code runtime} says
   * @param version its own
   */
  public record EngineVersion(String name, String version) {
    @Override
    public String toString() {
      return name + " " + version;
    }
  }

  /** Stands where the operating system does not say. */
  public static final String UNKNOWN = "unknown";

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "cpu-model",
              "instruction-sets",
              "logical-cores",
              "allowed-cores",
              "governor",
              "microcode",
              "kernel",
              "memory-bytes",
              "runtime",
              "runtime-version"));

  /** The same machine with its engine on a GPU. */
  public Fingerprint withGpu(GpuIdentity device) {
    return new Fingerprint(processor, system, engine, Optional.of(device));
  }

  /**
   * One machine with several engines that compete.
   *
   * @param each the machine with one of them; at least one
   */
  public static Fingerprint together(List<Fingerprint> each) {
    Fingerprint first = each.get(0);
    String all =
        each.stream().map(one -> one.engine().toString()).collect(Collectors.joining(", "));
    return each.size() == 1
        ? first
        : new Fingerprint(
            first.processor, first.system, new EngineVersion(Target.OPEN, all), first.gpu);
  }

  /** This machine, under the given engine. Reads a few small files; a few milliseconds on Linux. */
  public static Fingerprint ofThisMachine(EngineVersion engine) {
    return FingerprintProbe.ofThisMachine().read(engine);
  }

  /** This machine without an engine. */
  public static Fingerprint ofThisMachine() {
    return ofThisMachine(new EngineVersion("", ""));
  }

  /**
   * Twelve hexadecimal digits over what decides latency: processor, instruction sets, cores,
   * governor, runtime, and the GPU with its driver if there is one. Kernel, microcode and memory
   * are recorded but left out: they change with every update of a machine whose figures remain
   * comparable.
   */
  public String id() {
    String essence =
        String.join(
            "\n",
            processor.model(),
            String.join(",", processor.instructionSets()),
            Integer.toString(processor.logicalCores()),
            Double.toString(processor.allowedCores()),
            processor.governor(),
            engine.name(),
            engine.version());
    if (gpu.isPresent()) {
      essence += "\n" + String.join("\n", gpu.get().toMap().values());
    }
    return Digest.sha256(essence).substring(0, 12);
  }

  /** All of it as text, in a fixed order; {@link #fromMap} is the inverse. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("cpu-model", processor.model());
    map.put("instruction-sets", String.join(" ", processor.instructionSets()));
    map.put("logical-cores", Integer.toString(processor.logicalCores()));
    map.put("allowed-cores", Double.toString(processor.allowedCores()));
    map.put("governor", processor.governor());
    map.put("microcode", system.microcode());
    map.put("kernel", system.kernel());
    map.put("memory-bytes", Long.toString(system.memoryBytes()));
    map.put("runtime", engine.name());
    map.put("runtime-version", engine.version());
    gpu.ifPresent(device -> map.putAll(device.toMap()));
    return map;
  }

  /**
   * Reads what {@link #toMap()} wrote.
   *
   * @throws IllegalArgumentException if a key is missing or a number is none
   */
  public static Fingerprint fromMap(Map<String, String> map) {
    for (String key : KEYS) {
      if (!map.containsKey(key)) {
        throw new IllegalArgumentException(
            "a fingerprint needs the key '" + key + "', got " + map.keySet());
      }
    }
    String sets = text(map, "instruction-sets");
    return new Fingerprint(
        new Processor(
            text(map, "cpu-model"),
            sets.isEmpty() ? List.of() : List.of(sets.split(" ", -1)),
            Integer.parseInt(text(map, "logical-cores")),
            Double.parseDouble(text(map, "allowed-cores")),
            text(map, "governor")),
        new HostSystem(
            text(map, "microcode"), text(map, "kernel"), Long.parseLong(text(map, "memory-bytes"))),
        new EngineVersion(text(map, "runtime"), text(map, "runtime-version")),
        GpuIdentity.fromMap(map));
  }

  private static String text(Map<String, String> map, String key) {
    return String.valueOf(map.get(key));
  }
}
