package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.network.Tensor;
import java.util.Optional;

/**
 * The weights of a layer as symmetric int8, one scale an output channel, and its bias as int32 on
 * the scale that the integer sums have.
 */
final class ChannelwiseInt8 {

  private static final float SMALLEST_SCALE = 1e-10f;

  /** Bound on a bias in steps, so that adding the sums of the products cannot overflow 32 bits. */
  private static final double LARGEST_BIAS = 1 << 30;

  private final Tensor scales;
  private final byte[] values;
  private final int[] bias;

  private ChannelwiseInt8(Tensor scales, byte[] values, int[] bias) {
    this.scales = scales;
    this.values = values;
    this.bias = bias;
  }

  /** The quantisation of these weights ({@code [out, ...]}) and bias for inputs on this scale. */
  static ChannelwiseInt8 of(Tensor weight, Optional<Tensor> offsets, float inputScale) {
    int outputs = weight.axis(0);
    int perOutput = weight.size() / outputs;
    float[] scales = new float[outputs];
    byte[] values = new byte[weight.size()];
    int[] bias = new int[outputs];
    for (int c = 0; c < outputs; c++) {
      float largest = 0;
      for (int i = c * perOutput; i < (c + 1) * perOutput; i++) {
        largest = Math.max(largest, Math.abs(weight.at(i)));
      }
      double offset = offsets.isPresent() ? offsets.get().at(c) : 0;
      // A channel of tiny weights under a large bias would overflow the bias: coarser weights lose
      // less.
      scales[c] =
          Math.max(
              Math.max(largest / 127, SMALLEST_SCALE),
              (float) (Math.abs(offset) / inputScale / LARGEST_BIAS));
      for (int i = c * perOutput; i < (c + 1) * perOutput; i++) {
        values[i] = (byte) Math.max(-127, Math.min(127, Math.round(weight.at(i) / scales[c])));
      }
      bias[c] = (int) Math.rint(offset / ((double) scales[c] * inputScale));
    }
    return new ChannelwiseInt8(Tensor.of(scales, outputs), values, bias);
  }

  Tensor scales() {
    return scales;
  }

  byte[] values() {
    return values.clone();
  }

  int[] bias() {
    return bias.clone();
  }

  Tensor biasScales(float inputScale) {
    float[] products = scales.toArray();
    for (int c = 0; c < products.length; c++) {
      products[c] *= inputScale;
    }
    return Tensor.of(products, products.length);
  }
}
