package io.paretune.evaluators.torchscript;

import io.paretune.hardware.deployment.Precision;
import java.nio.ByteBuffer;

/** How a TorchScript file stores numbers of a {@link Precision}, and how PyTorch calls that. */
enum TensorStorage {
  FLOAT32("FloatStorage", 6, Double.POSITIVE_INFINITY) {
    @Override
    void put(ByteBuffer bytes, int at, float value) {
      bytes.putFloat(at, value);
    }
  },
  FLOAT16("HalfStorage", 5, 65_520) {
    @Override
    void put(ByteBuffer bytes, int at, float value) {
      bytes.putShort(at, float16(value));
    }
  },
  BFLOAT16("BFloat16Storage", 15, 0x1.ffp127) {
    @Override
    void put(ByteBuffer bytes, int at, float value) {
      bytes.putShort(at, bfloat16(value));
    }
  };

  private final String storage;
  private final int scalarType;
  private final double overflow;

  TensorStorage(String storage, int scalarType, double overflow) {
    this.storage = storage;
    this.scalarType = scalarType;
    this.overflow = overflow;
  }

  /** The storage of a precision. */
  static TensorStorage of(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> FLOAT32;
      case FLOAT16 -> FLOAT16;
      case BFLOAT16 -> BFLOAT16;
    };
  }

  /** Writes one value at this byte, rounded to the nearest, ties to even. */
  abstract void put(ByteBuffer bytes, int at, float value);

  /** PyTorch's name of a storage of such numbers, in module {@code torch}. */
  String storage() {
    return storage;
  }

  /** PyTorch's number of the type, as code in a file names it. */
  int scalarType() {
    return scalarType;
  }

  /** The least size that rounds to infinity. */
  double overflow() {
    return overflow;
  }

  /** The nearest bfloat16, ties to even; a NaN stays one. */
  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    int odd = (bits >>> 16) & 1;
    return (short) ((bits + 0x7fff + odd) >>> 16);
  }

  /** The nearest binary16, ties to even, subnormals included; a NaN stays one. */
  static short float16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    float size = Math.abs(value);
    if (size >= FLOAT16.overflow) {
      return (short) (sign | 0x7c00);
    }
    // In the smallest binade and below, binary16 counts in steps of 2^-24; above, it keeps 10 bits
    // of the fraction. Both scalings are exact, and rint rounds to even.
    int exponent = Math.max(Math.getExponent(size), -14);
    int steps = (int) Math.rint(Math.scalb((double) size, 10 - exponent));
    return (short) (sign | (steps + ((exponent + 14) << 10)));
  }
}
