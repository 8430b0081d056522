package io.paretune.evaluators.latency.kernel;

import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.network.Node;

/** What a kernel computes in. */
public enum KernelPrecision {
  /** Floats of 32 bits. */
  FLOAT("float32", 32),
  /** Integers of 8 bits, on grids that are known beforehand. */
  INT8("int8", 8),
  /** Integers of 8 bits, on grids found while running. */
  DYNAMIC("int8-dynamic", 8),
  /** Floats; the weights are stored in 16 bits. */
  HALF("float16-weights", 16),
  /** Floats; the rows of a table are stored in 8 bits. */
  BYTE("int8-weights", 8),
  /** Floats; the weights are stored in 4 bits. */
  QUARTER("int4-weights", 4);

  private final String label;
  private final int bits;

  KernelPrecision(String label, int bits) {
    this.label = label;
    this.bits = bits;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  /** The bits of a block whose weights are computed with so. */
  public int bits() {
    return bits;
  }

  /** How a plan wants the values of 8-bit blocks for this. */
  public Activations activations() {
    return this == DYNAMIC ? Activations.DYNAMIC : Activations.STATIC;
  }

  /** What a node computes in under a plan. */
  static KernelPrecision of(Node node, QuantisationPoints points) {
    if (points.int8(node)) {
      return INT8;
    }
    if (points.onTheFly(node)) {
      return DYNAMIC;
    }
    return switch (node.layer().looksUp() ? points.rowBits(node) : points.weightBits(node)) {
      case 16 -> HALF;
      case 8 -> BYTE;
      case 4 -> QUARTER;
      default -> FLOAT;
    };
  }
}
