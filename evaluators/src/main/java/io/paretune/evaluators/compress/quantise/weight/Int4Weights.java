package io.paretune.evaluators.compress.quantise.weight;

import io.paretune.evaluators.network.Tensor;
import java.util.Arrays;

/**
 * The weights of a layer in 4 bits: every row (output channel) in blocks of 32, each with a scale,
 * a code c from 0 to 15 standing for {@code (c - 8) scale}. The value of largest magnitude under a
 * scale is represented exactly, as -8, so that all 16 codes are used. Where a row or the layer has
 * one scale, its blocks repeat it. The last block of a row is filled up with zeros.
 */
public final class Int4Weights {

  /** Values under one scale: 4.5 to 5 bits a weight in all, and a width that kernels have. */
  public static final int BLOCK = 32;

  private static final int MIDDLE = 8;

  private final int rows;
  private final int columns;
  private final int blocks;
  private final byte[] codes;
  private final float[] scales;

  private Int4Weights(int rows, int columns, int blocks, byte[] codes, float[] scales) {
    this.rows = rows;
    this.columns = columns;
    this.blocks = blocks;
    this.codes = codes;
    this.scales = scales;
  }

  /** The quantisation of {@code [rows, ...]}. */
  public static Int4Weights of(Tensor weight, WeightScales granularity) {
    return on(steps(weight, granularity), weight);
  }

  /** The scales of {@code [rows, ...]}: {@code [rows, blocks]}, or {@code [rows, 1]}. */
  static Tensor steps(Tensor weight, WeightScales granularity) {
    int rows = weight.axis(0);
    int columns = weight.size() / rows;
    int block = granularity == WeightScales.PER_BLOCK ? BLOCK : columns;
    int blocks = (columns + block - 1) / block;
    float[] scales = new float[rows * blocks];
    float largest = 0;
    for (int i = 0; i < scales.length; i++) {
      int from = i / blocks * columns + i % blocks * block;
      float extreme = extreme(weight, from, Math.min(block, columns - i % blocks * block));
      scales[i] = extreme == 0 ? 0 : extreme / -MIDDLE;
      largest = Math.abs(scales[i]) > Math.abs(largest) ? scales[i] : largest;
    }
    if (granularity == WeightScales.PER_TENSOR) {
      Arrays.fill(scales, largest);
    }
    return Tensor.of(scales, rows, blocks);
  }

  private static float extreme(Tensor weight, int from, int length) {
    float extreme = 0;
    for (int i = from; i < from + length; i++) {
      extreme = Math.abs(weight.at(i)) > Math.abs(extreme) ? weight.at(i) : extreme;
    }
    return extreme;
  }

  /** The quantisation on given scales, {@code [rows, blocks]} or {@code [rows, 1]}. */
  public static Int4Weights on(Tensor given, Tensor weight) {
    int rows = weight.axis(0);
    int columns = weight.size() / rows;
    int blocks = (columns + BLOCK - 1) / BLOCK;
    float[] scales = new float[rows * blocks];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = given.at(given.size() == rows ? i / blocks : i);
    }
    return rounded(weight, scales);
  }

  private static Int4Weights rounded(Tensor weight, float[] scales) {
    int rows = weight.axis(0);
    int columns = weight.size() / rows;
    int blocks = (columns + BLOCK - 1) / BLOCK;
    byte[] codes = new byte[rows * blocks * BLOCK];
    for (int row = 0; row < rows; row++) {
      for (int block = 0; block < blocks; block++) {
        int from = row * columns + block * BLOCK;
        int length = Math.min(BLOCK, columns - block * BLOCK);
        float scale = scales[row * blocks + block];
        for (int i = 0; i < BLOCK; i++) {
          int steps = i < length && scale != 0 ? Math.round(weight.at(from + i) / scale) : 0;
          codes[(row * blocks + block) * BLOCK + i] =
              (byte) Math.max(0, Math.min(15, steps + MIDDLE));
        }
      }
    }
    return new Int4Weights(rows, columns, blocks, codes, scales);
  }

  public int blocks() {
    return blocks;
  }

  /** One scale a block, {@code [rows, blocks]}. */
  public Tensor scales() {
    return Tensor.of(scales, rows, blocks);
  }

  /** Two codes a byte, neighbours together, the first one low: what MatMulNBits reads. */
  public byte[] neighbours() {
    byte[] packed = new byte[codes.length / 2];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (byte) (codes[2 * i] | codes[2 * i + 1] << 4);
    }
    return packed;
  }

  /** Two codes a byte, a block's first half low and its second half high: easy to take apart. */
  public byte[] halves() {
    byte[] packed = new byte[codes.length / 2];
    int half = BLOCK / 2;
    for (int i = 0; i < packed.length; i++) {
      int block = i / half * BLOCK;
      packed[i] = (byte) (codes[block + i % half] | codes[block + half + i % half] << 4);
    }
    return packed;
  }

  /** What the codes stand for, in the order of the weights. */
  public float[] restored() {
    float[] restored = new float[rows * columns];
    for (int i = 0; i < restored.length; i++) {
      int block = i / columns * blocks + i % columns / BLOCK;
      restored[i] = (codes[block * BLOCK + i % columns % BLOCK] - MIDDLE) * scales[block];
    }
    return restored;
  }
}
