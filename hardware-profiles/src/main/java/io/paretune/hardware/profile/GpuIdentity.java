package io.paretune.hardware.profile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The GPU of a {@link Fingerprint}, as far as it decides latency. What the driver does not say is
 * {@value Fingerprint#UNKNOWN}.
 *
 * @param name as its maker calls it
 * @param driver version of the driver
 * @param memory in bytes, as text
 * @param maximumClocks of the multiprocessors and of the memory, with units
 * @param powerLimit as enforced, with unit
 */
public record GpuIdentity(
    String name, String driver, String memory, String maximumClocks, String powerLimit) {
  private static final String NAME = "gpu";

  /** As text, in a fixed order, under keys that a fingerprint has besides its own. */
  Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(NAME, name);
    map.put("gpu-driver", driver);
    map.put("gpu-memory-bytes", memory);
    map.put("gpu-maximum-clocks", maximumClocks);
    map.put("gpu-power-limit", powerLimit);
    return map;
  }

  /** What {@link #toMap()} wrote; nothing if the map names no GPU. */
  static Optional<GpuIdentity> fromMap(Map<String, String> map) {
    if (!map.containsKey(NAME)) {
      return Optional.empty();
    }
    return Optional.of(
        new GpuIdentity(
            text(map, NAME),
            text(map, "gpu-driver"),
            text(map, "gpu-memory-bytes"),
            text(map, "gpu-maximum-clocks"),
            text(map, "gpu-power-limit")));
  }

  private static String text(Map<String, String> map, String key) {
    return map.getOrDefault(key, Fingerprint.UNKNOWN);
  }
}
