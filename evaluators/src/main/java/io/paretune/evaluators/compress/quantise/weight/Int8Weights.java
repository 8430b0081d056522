package io.paretune.evaluators.compress.quantise.weight;

import io.paretune.evaluators.network.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** The weights of a layer as symmetric int8. */
public final class Int8Weights {

  private static final float SMALLEST_SCALE = 1e-10f;

  /** Bound on a bias in steps, so that adding the sums of the products cannot overflow 32 bits. */
  private static final double LARGEST_BIAS = 1 << 30;

  private final Tensor scales;
  private final byte[] values;

  private Int8Weights(Tensor scales, byte[] values) {
    this.scales = scales;
    this.values = values;
  }

  /** The quantisation of these weights ({@code [out, ...]}) under a bias that stays float. */
  public static Int8Weights of(Tensor weight, WeightScales granularity) {
    return of(weight, Optional.empty(), 1, granularity);
  }

  /**
   * The quantisation of these weights ({@code [out, ...]}) for inputs on this scale, coarse enough
   * for this bias.
   */
  public static Int8Weights of(
      Tensor weight, Optional<Tensor> offsets, float inputScale, WeightScales granularity) {
    int outputs = weight.axis(0);
    int perOutput = weight.size() / outputs;
    float[] scales = new float[outputs];
    for (int c = 0; c < outputs; c++) {
      float largest = 0;
      for (int i = c * perOutput; i < (c + 1) * perOutput; i++) {
        largest = Math.max(largest, Math.abs(weight.at(i)));
      }
      scales[c] = coarseEnough(largest / 127, offsets, c, inputScale);
    }
    if (granularity == WeightScales.PER_TENSOR) {
      share(scales);
    }
    return rounded(weight, scales);
  }

  /** The quantisation on learned scales, {@code [out]}, made coarse enough for this bias. */
  public static Int8Weights on(
      Tensor learned, Tensor weight, Optional<Tensor> offsets, float inputScale) {
    float[] scales = learned.toArray();
    for (int c = 0; c < scales.length; c++) {
      scales[c] = coarseEnough(scales[c], offsets, c, inputScale);
    }
    return rounded(weight, scales);
  }

  /**
   * A channel of tiny weights under a large bias would overflow the bias: coarser weights lose
   * less.
   */
  private static float coarseEnough(
      float scale, Optional<Tensor> offsets, int channel, float inputScale) {
    double offset = offsets.isPresent() ? offsets.get().at(channel) : 0;
    return Math.max(
        Math.max(scale, SMALLEST_SCALE), (float) (Math.abs(offset) / inputScale / LARGEST_BIAS));
  }

  private static Int8Weights rounded(Tensor weight, float[] scales) {
    int outputs = scales.length;
    int perOutput = weight.size() / outputs;
    byte[] values = new byte[weight.size()];
    for (int c = 0; c < outputs; c++) {
      for (int i = c * perOutput; i < (c + 1) * perOutput; i++) {
        values[i] = (byte) Math.max(-127, Math.min(127, Math.round(weight.at(i) / scales[c])));
      }
    }
    return new Int8Weights(Tensor.of(scales, outputs), values);
  }

  /** Gives every channel the coarsest scale. */
  private static void share(float[] scales) {
    float largest = 0;
    for (float scale : scales) {
      largest = Math.max(largest, scale);
    }
    Arrays.fill(scales, largest);
  }

  /** What the integers stand for, in the order of the weights. */
  public float[] restored() {
    float[] restored = new float[values.length];
    int perOutput = values.length / scales.size();
    for (int i = 0; i < restored.length; i++) {
      restored[i] = values[i] * scales.at(i / perOutput);
    }
    return restored;
  }

  /** The scale of each output channel, or the one of all. */
  public Tensor scales() {
    return scales;
  }

  /** The integers, in the order of the weights. */
  public byte[] values() {
    return values.clone();
  }

  /** A bias as int32 on the scale that the integer sums have, for inputs on this scale. */
  public int[] bias(Tensor offsets, float inputScale) {
    int[] steps = new int[offsets.size()];
    for (int c = 0; c < steps.length; c++) {
      steps[c] = (int) Math.rint(offsets.at(c) / ((double) scales.at(c) * inputScale));
    }
    return steps;
  }

  public Tensor biasScales(float inputScale) {
    float[] products = scales.toArray();
    for (int c = 0; c < products.length; c++) {
      products[c] *= inputScale;
    }
    return Tensor.of(products, products.length);
  }
}
