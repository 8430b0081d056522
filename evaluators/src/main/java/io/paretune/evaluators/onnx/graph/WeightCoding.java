package io.paretune.evaluators.onnx.graph;

import java.util.Locale;

/** In what a graph's stored numbers are kept. */
public enum WeightCoding {
  /** 16-bit floats, which the runtime unfolds as it loads the file. */
  FLOAT16,
  /** Signed bytes with a scale a channel, which the runtime unfolds as it loads the file. */
  INT8,
  /**
   * As {@link #INT8}; products of matrices are computed in bytes, with a range of the other factor
   * that is found out at each call.
   */
  DYNAMIC_INT8;

  /** The name in tables, such as {@code dynamic-int8}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
