package io.paretune.hardware.deployment;

/** A format of real numbers in which weights are stored and networks computed. */
public enum Precision {
  /** IEEE 754 binary32. */
  FLOAT32(4, ""),
  /** IEEE 754 binary16: 11 significant bits, at most 65,504. */
  FLOAT16(2, "-fp16"),
  /** The upper half of a binary32: 8 significant bits, the same range. */
  BFLOAT16(2, "-bf16");

  private final int width;
  private final String suffix;

  Precision(int width, String suffix) {
    this.width = width;
    this.suffix = suffix;
  }

  /** Bytes of one value. */
  public int width() {
    return width;
  }

  /** What a label of such files ends with; nothing for 32 bits. */
  String suffix() {
    return suffix;
  }
}
