package io.paretune.evaluators.proxy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * On which side of its bend each unit of a network was for each image of a batch: the binary codes
 * that NASWOT and SWAP look at. Immutable.
 */
final class ActivationCodes {

  /** A unit's code is a {@code long}. */
  static final int MOST_IMAGES = Long.SIZE;

  /** Powers of two that 32-bit floats add up exactly. */
  private static final int EXACT_BITS = 16;

  private final int images;
  private final List<Units> layers;

  /**
   * The units of one non-linearity.
   *
   * <p>A class and not a record, since its codes are an array.
   */
  static final class Units {

    private final long[] codes;
    private final int readers;

    /**
     * @param codes {@code long[units]}: bit {@code i} is set where image {@code i} lies above the
     *     bend; not changed afterwards
     * @param readers layers that read these units, at least 1
     */
    Units(long[] codes, int readers) {
      this.codes = codes;
      this.readers = readers;
    }

    /**
     * The units of a non-linearity.
     *
     * @param before what it reads, {@code float[images][...]}
     */
    static Units signs(NDArray before, int readers) {
      int images = Math.toIntExact(before.getShape().get(0));
      int units = Math.toIntExact(before.size() / images);
      NDArray above = before.reshape(images, units).gt(0).toType(DataType.FLOAT32, false);
      long[] codes = new long[units];
      for (int from = 0; from < images; from += EXACT_BITS) {
        int to = Math.min(images, from + EXACT_BITS);
        float[] powers = new float[to - from];
        for (int i = 0; i < powers.length; i++) {
          powers[i] = 1 << i;
        }
        // a row of powers times the signs packs them into numbers, one a unit
        float[] packed =
            before
                .getManager()
                .create(powers, new Shape(1, powers.length))
                .matMul(above.get(new NDIndex().addSliceDim(from, to)))
                .toFloatArray();
        for (int unit = 0; unit < units; unit++) {
          codes[unit] |= (long) packed[unit] << from;
        }
      }
      return new Units(codes, readers);
    }
  }

  /**
   * @param images of the batch, 1 to {@link #MOST_IMAGES}
   */
  ActivationCodes(int images, List<Units> layers) {
    if (images < 1 || images > MOST_IMAGES) {
      throw new IllegalArgumentException(
          "images must be 1 to %d, got %d".formatted(MOST_IMAGES, images));
    }
    this.images = images;
    this.layers = List.copyOf(layers);
  }

  /** How many different codes the units have. */
  int distinct() {
    long[] all =
        layers.stream().flatMapToLong(layer -> Arrays.stream(layer.codes)).sorted().toArray();
    int distinct = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        distinct++;
      }
    }
    return distinct;
  }

  /**
   * On how many units each two images lie on the same side; a unit counts once for each layer that
   * reads it.
   *
   * @return {@code double[images][images]}, symmetric
   */
  double[][] agreements() {
    double[][] kernel = new double[images][images];
    for (Units layer : layers) {
      long[][] rows = byImage(layer.codes);
      for (int i = 0; i < images; i++) {
        for (int j = 0; j <= i; j++) {
          int apart = 0;
          for (int word = 0; word < rows[i].length; word++) {
            apart += Long.bitCount(rows[i][word] ^ rows[j][word]);
          }
          kernel[i][j] += (double) layer.readers * (layer.codes.length - apart);
          kernel[j][i] = kernel[i][j];
        }
      }
    }
    return kernel;
  }

  /** The same bits, a row an image: {@code long[images][units / 64]}. */
  private long[][] byImage(long[] codes) {
    long[][] rows = new long[images][(codes.length + Long.SIZE - 1) / Long.SIZE];
    for (int unit = 0; unit < codes.length; unit++) {
      for (int i = 0; i < images; i++) {
        rows[i][unit / Long.SIZE] |= (codes[unit] >>> i & 1L) << (unit % Long.SIZE);
      }
    }
    return rows;
  }
}
