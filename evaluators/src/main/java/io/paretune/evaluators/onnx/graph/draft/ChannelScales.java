package io.paretune.evaluators.onnx.graph.draft;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Symmetric scales of signed bytes, one for each place along some axes of a tensor. */
public final class ChannelScales {

  private final float[] scales;
  private final int[] own;
  private final int[] dims;
  private final int[] strides;

  private ChannelScales(float[] scales, int[] own, int[] dims, int[] strides) {
    this.scales = scales;
    this.own = own;
    this.dims = dims;
    this.strides = strides;
  }

  /** Scales under which the largest value of each channel is 127. */
  public static ChannelScales of(float[] values, int[] dims, Set<Integer> axes) {
    return of(values, dims, axes, 8);
  }

  /**
   * As {@link #of(float[], int[], Set)}, in so many bits.
   *
   * @param bits at most 8
   */
  public static ChannelScales of(float[] values, int[] dims, Set<Integer> axes, int bits) {
    int most = (1 << (bits - 1)) - 1;
    int[] own = new int[dims.length];
    Arrays.setAll(own, axis -> axes.contains(axis) ? dims[axis] : 1);
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = own[axis] == 1 ? 0 : stride;
      stride *= own[axis];
    }
    float[] scales = new float[stride];
    ChannelScales channels = new ChannelScales(scales, own, dims, strides);
    for (int i = 0; i < values.length; i++) {
      int channel = channels.channel(i);
      scales[channel] = Math.max(scales[channel], Math.abs(values[i]));
    }
    for (int c = 0; c < scales.length; c++) {
      scales[c] = scales[c] > 0 ? scales[c] / most : 1;
    }
    return channels;
  }

  private int channel(int index) {
    int rest = index;
    int channel = 0;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      channel += rest % dims[axis] * strides[axis];
      rest /= dims[axis];
    }
    return channel;
  }

  public float[] scales() {
    return scales.clone();
  }

  /** The scales' own axes, to be stretched over the tensor's. */
  public List<Long> dims() {
    return Arrays.stream(own).mapToObj(Long::valueOf).toList();
  }

  /** The nearest bytes. */
  public byte[] rounded(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.rint(values[i] / scales[channel(i)]);
    }
    return bytes;
  }
}
