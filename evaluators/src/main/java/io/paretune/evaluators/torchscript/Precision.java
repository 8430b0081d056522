package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The number format in which a TorchScript file stores its weights and computes. */
public enum Precision {
  /** IEEE 754 binary32. */
  FLOAT32("FloatStorage", 6, 4) {
    @Override
    void put(ByteBuffer bytes, float value) {
      bytes.putFloat(value);
    }
  },
  /** IEEE 754 binary16: 11 significant bits, at most 65,504. */
  FLOAT16("HalfStorage", 5, 2) {
    @Override
    void put(ByteBuffer bytes, float value) {
      bytes.putShort(float16(value));
    }
  },
  /** The upper half of a binary32: 8 significant bits, the same range. */
  BFLOAT16("BFloat16Storage", 15, 2) {
    @Override
    void put(ByteBuffer bytes, float value) {
      bytes.putShort(bfloat16(value));
    }
  };

  private final String storage;
  private final int scalarType;
  private final int width;

  Precision(String storage, int scalarType, int width) {
    this.storage = storage;
    this.scalarType = scalarType;
    this.width = width;
  }

  /** Writes one value, rounded to the nearest, ties to even. */
  abstract void put(ByteBuffer bytes, float value);

  /** PyTorch's name of a storage of such numbers, in module {@code torch}. */
  String storage() {
    return storage;
  }

  /** PyTorch's number of the type, as code in a file names it. */
  int scalarType() {
    return scalarType;
  }

  /** Bytes of one value. */
  public int width() {
    return width;
  }

  /**
   * The tensor's values in this format, row-major and little-endian.
   *
   * @throws IllegalArgumentException if a finite value becomes infinite
   */
  byte[] encode(String name, Tensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(width, tensor.size()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tensor.size(); i++) {
      float value = tensor.at(i);
      if (overflows(value)) {
        throw new IllegalArgumentException(
            "weights must stay finite in %s, got %s (tensor '%s'); use BFLOAT16 or FLOAT32"
                .formatted(this, value, name));
      }
      put(bytes, value);
    }
    return bytes.array();
  }

  private boolean overflows(float value) {
    return switch (this) {
      case FLOAT32 -> false;
      case FLOAT16 -> Float.isFinite(value) && (float16(value) & 0x7fff) == 0x7c00;
      case BFLOAT16 -> Float.isFinite(value) && (bfloat16(value) & 0x7fff) == 0x7f80;
    };
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
    if (size >= 65520) {
      return (short) (sign | 0x7c00);
    }
    // In the smallest binade and below, binary16 counts in steps of 2^-24; above, it keeps 10 bits
    // of the fraction. Both scalings are exact, and rint rounds to even.
    int exponent = Math.max(Math.getExponent(size), -14);
    int steps = (int) Math.rint(Math.scalb((double) size, 10 - exponent));
    return (short) (sign | (steps + ((exponent + 14) << 10)));
  }
}
