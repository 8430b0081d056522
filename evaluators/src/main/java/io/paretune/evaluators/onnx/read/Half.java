package io.paretune.evaluators.onnx.read;

/** The 16-bit floats of IEEE 754, which Java 17 does not have. */
final class Half {

  private Half() {}

  /** The same number with 32 bits. */
  static float toFloat(short bits) {
    int exponent = bits >>> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> (1 + fraction * 0x1p-10) * Math.scalb(1.0, exponent - 15);
        };
    return (float) (bits < 0 ? -magnitude : magnitude);
  }
}
