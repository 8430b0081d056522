package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.network.Network;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How one network is quantised.
 *
 * @param bits by block label, bits of weights and activations: 32 (float) or 8; 32 where absent
 * @param calibration how the ranges of 8-bit activations are chosen
 */
public record QuantisationPlan(Map<String, Integer> bits, CalibrationKind calibration) {

  /** The widths of bits that a block can have. */
  public static final Set<Integer> BITS = Set.of(8, 32);

  /** Copies the map and checks the widths. */
  public QuantisationPlan {
    bits.forEach(
        (block, width) -> {
          if (!BITS.contains(width)) {
            throw new IllegalArgumentException(
                "bits must be 8 or 32, got %d (block '%s')".formatted(width, block));
          }
        });
    bits = Map.copyOf(new LinkedHashMap<>(bits));
  }

  /** Everything float. */
  public static QuantisationPlan none() {
    return new QuantisationPlan(Map.of(), CalibrationKind.PERCENTILE);
  }

  /** The same plan with every block of a network at these bits. */
  public QuantisationPlan withBits(Network network, int width) {
    Map<String, Integer> all = new LinkedHashMap<>();
    network.blocks().forEach(block -> all.put(block, width));
    return new QuantisationPlan(all, calibration);
  }

  /** The same plan with another calibration. */
  public QuantisationPlan withCalibration(CalibrationKind kind) {
    return new QuantisationPlan(bits, kind);
  }

  /** Whether the block is quantised to 8 bits. */
  public boolean int8(String block) {
    return bits.getOrDefault(block, 32) == 8;
  }

  /** Whether any block is quantised. */
  public boolean quantises() {
    return bits.containsValue(8);
  }

  /**
   * This plan, after a check that it speaks of the network's blocks only.
   *
   * @throws IllegalArgumentException naming a block that the network does not have
   */
  public QuantisationPlan requireFor(Network network) {
    for (String block : bits.keySet()) {
      if (!network.blocks().contains(block)) {
        throw new IllegalArgumentException(
            "bits must be given for blocks of the network, got '%s'; it has %s"
                .formatted(block, network.blocks()));
      }
    }
    return this;
  }
}
