package io.paretune.evaluators.compress;

import io.paretune.evaluators.network.Network;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How one network is compressed.
 *
 * @param pruningRatio fraction of the channels to remove from every group, in [0, 1)
 * @param multiple widths that stay are rounded to a multiple of this, at least 1
 * @param bits by block label, bits of weights and activations: 32 (float) or 8; 32 where absent
 * @param calibration how the ranges of 8-bit activations are chosen
 */
public record CompressionPlan(
    double pruningRatio, int multiple, Map<String, Integer> bits, CalibrationKind calibration) {

  /** The widths of bits that a block can have. */
  public static final Set<Integer> BITS = Set.of(8, 32);

  /** Copies the map and checks the ranges. */
  public CompressionPlan {
    if (!(pruningRatio >= 0 && pruningRatio < 1)) {
      throw new IllegalArgumentException("pruningRatio must lie in [0, 1), got " + pruningRatio);
    }
    if (multiple < 1) {
      throw new IllegalArgumentException("multiple must be at least 1, got " + multiple);
    }
    bits.forEach(
        (block, width) -> {
          if (!BITS.contains(width)) {
            throw new IllegalArgumentException(
                "bits must be 8 or 32, got %d (block '%s')".formatted(width, block));
          }
        });
    bits = Map.copyOf(new LinkedHashMap<>(bits));
  }

  /** No pruning, everything float. */
  public static CompressionPlan none() {
    return new CompressionPlan(0, 8, Map.of(), CalibrationKind.PERCENTILE);
  }

  /** The same plan with every block of a network at these bits. */
  public CompressionPlan withBits(Network network, int width) {
    Map<String, Integer> all = new LinkedHashMap<>();
    network.blocks().forEach(block -> all.put(block, width));
    return new CompressionPlan(pruningRatio, multiple, all, calibration);
  }

  /** The same plan with another pruning ratio. */
  public CompressionPlan withPruningRatio(double ratio) {
    return new CompressionPlan(ratio, multiple, bits, calibration);
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
  public CompressionPlan requireFor(Network network) {
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
