package io.paretune.hardware.profile;

import io.paretune.hardware.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The machine a figure was taken on. What cannot be found out is {@value #UNKNOWN}, never a guess.
 *
 * @param cpuModel as the processor or its hypervisor calls itself
 * @param instructionSets those that inference kernels are chosen by, in alphabetical order
 * @param logicalCores of the machine
 * @param allowedCores that affinity and container leave to this process, fractional under a quota
 * @param governor of the clock frequency
 * @param memoryBytes of the machine, or of the container if that is less; 0 if unknown
 * @param gpu the device that the engine runs on, if that is no processor
 */
public record Fingerprint(
    String cpuModel,
    List<String> instructionSets,
    int logicalCores,
    double allowedCores,
    String governor,
    String microcode,
    String kernel,
    long memoryBytes,
    String runtime,
    String runtimeVersion,
    Optional<GpuIdentity> gpu) {

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

  public Fingerprint {
    instructionSets = instructionSets.stream().sorted().distinct().toList();
    if (logicalCores < 1) {
      throw new IllegalArgumentException("logical-cores >= 1 must hold, got " + logicalCores);
    }
    if (!(allowedCores > 0)) {
      throw new IllegalArgumentException("allowed-cores > 0 must hold, got " + allowedCores);
    }
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("memory-bytes >= 0 must hold, got " + memoryBytes);
    }
  }

  /** A machine whose engine runs on the processor. */
  public Fingerprint(
      String cpuModel,
      List<String> instructionSets,
      int logicalCores,
      double allowedCores,
      String governor,
      String microcode,
      String kernel,
      long memoryBytes,
      String runtime,
      String runtimeVersion) {
    this(
        cpuModel,
        instructionSets,
        logicalCores,
        allowedCores,
        governor,
        microcode,
        kernel,
        memoryBytes,
        runtime,
        runtimeVersion,
        Optional.empty());
  }

  /** The same machine with its engine on a GPU. */
  public Fingerprint withGpu(GpuIdentity device) {
    return new Fingerprint(
        cpuModel,
        instructionSets,
        logicalCores,
        allowedCores,
        governor,
        microcode,
        kernel,
        memoryBytes,
        runtime,
        runtimeVersion,
        Optional.of(device));
  }

  /** The same machine under another engine. */
  public Fingerprint withRuntime(String name, String version) {
    return new Fingerprint(
        cpuModel,
        instructionSets,
        logicalCores,
        allowedCores,
        governor,
        microcode,
        kernel,
        memoryBytes,
        name,
        version,
        gpu);
  }

  /** This machine with ONNX Runtime, which is its engine now, and PyTorch of a version. */
  public Fingerprint withBoth(String torchVersion) {
    return withRuntime(
        RuntimeKind.AUTO.text(),
        runtime + " " + runtimeVersion + ", " + RuntimeKind.PYTORCH.text() + " " + torchVersion);
  }

  /** This machine, under the given engine. Reads a few small files; a few milliseconds on Linux. */
  public static Fingerprint ofThisMachine(String runtime, String runtimeVersion) {
    return FingerprintProbe.ofThisMachine().read(runtime, runtimeVersion);
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
            cpuModel,
            String.join(",", instructionSets),
            Integer.toString(logicalCores),
            Double.toString(allowedCores),
            governor,
            runtime,
            runtimeVersion);
    if (gpu.isPresent()) {
      essence += "\n" + String.join("\n", gpu.get().toMap().values());
    }
    return Digest.sha256(essence).substring(0, 12);
  }

  /** All components as text, in a fixed order; {@link #fromMap} is the inverse. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("cpu-model", cpuModel);
    map.put("instruction-sets", String.join(" ", instructionSets));
    map.put("logical-cores", Integer.toString(logicalCores));
    map.put("allowed-cores", Double.toString(allowedCores));
    map.put("governor", governor);
    map.put("microcode", microcode);
    map.put("kernel", kernel);
    map.put("memory-bytes", Long.toString(memoryBytes));
    map.put("runtime", runtime);
    map.put("runtime-version", runtimeVersion);
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
        text(map, "cpu-model"),
        sets.isEmpty() ? List.of() : List.of(sets.split(" ", -1)),
        Integer.parseInt(text(map, "logical-cores")),
        Double.parseDouble(text(map, "allowed-cores")),
        text(map, "governor"),
        text(map, "microcode"),
        text(map, "kernel"),
        Long.parseLong(text(map, "memory-bytes")),
        text(map, "runtime"),
        text(map, "runtime-version"),
        GpuIdentity.fromMap(map));
  }

  private static String text(Map<String, String> map, String key) {
    return String.valueOf(map.get(key));
  }
}
