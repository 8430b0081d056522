package io.paretune.evaluators.network;

import java.util.List;

/** What {@link ReferenceForward} computes of images that become larger. */
final class ReferenceUpsampling {

  private ReferenceUpsampling() {}

  /**
   * A transposed convolution: every input adds to what it reaches.
   *
   * @param weight {@code float[outputs][inputs / groups][rows][columns]}, flat
   * @param bias empty for none
   */
  static float[] transposed(
      Upsampling.ConvTranspose2d conv, float[] x, float[] weight, float[] bias, Shape.Image in) {
    Shape.Image out = (Shape.Image) conv.infer(List.of(in));
    int plane = out.height() * out.width();
    double[] sums = new double[out.elements()];
    for (int i = 0; i < sums.length && bias.length > 0; i++) {
      sums[i] = bias[i / plane];
    }
    int perGroup = conv.outputs() / conv.groups();
    int inPerGroup = conv.inputs() / conv.groups();
    for (int i = 0; i < x.length; i++) {
      int channel = i / (in.height() * in.width());
      int row = i / in.width() % in.height();
      int column = i % in.width();
      for (int o = 0; o < perGroup; o++) {
        int made = channel / inPerGroup * perGroup + o;
        int kernel = (made * inPerGroup + channel % inPerGroup) * conv.window().area();
        spread(conv.window(), out, sums, made * plane, row, column, weight, kernel, x[i]);
      }
    }
    float[] y = new float[sums.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) sums[i];
    }
    return y;
  }

  /** Adds a multiple of a kernel to a plane of the output, around a place of the input. */
  private static void spread(
      Window window,
      Shape.Image out,
      double[] sums,
      int target,
      int row,
      int column,
      float[] weight,
      int kernel,
      double value) {
    for (int k = 0; k < window.area(); k++) {
      int r =
          row * window.strideHeight()
              - window.paddingHeight()
              + k / window.kernelWidth() * window.dilationHeight();
      int c =
          column * window.strideWidth()
              - window.paddingWidth()
              + k % window.kernelWidth() * window.dilationWidth();
      if (r >= 0 && r < out.height() && c >= 0 && c < out.width()) {
        sums[target + r * out.width() + c] += value * weight[kernel + k];
      }
    }
  }

  /** An image at another size. */
  static float[] resized(Upsampling.Resize resize, float[] x, Shape.Image in) {
    int plane = resize.height() * resize.width();
    float[] y = new float[in.channels() * plane];
    for (int i = 0; i < y.length; i++) {
      int row = i / resize.width() % resize.height();
      int column = i % resize.width();
      y[i] =
          (float)
              between(
                  x,
                  in,
                  i / plane,
                  resize.kind().source(row, resize.height(), in.height()),
                  resize.kind().source(column, resize.width(), in.width()));
    }
    return y;
  }

  private static double between(float[] x, Shape.Image in, int channel, double row, double column) {
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(in.height() - 1, top + 1);
    int right = Math.min(in.width() - 1, left + 1);
    int base = channel * in.height() * in.width();
    double down = row - top;
    double across = column - left;
    double above =
        (1 - across) * x[base + top * in.width() + left]
            + across * x[base + top * in.width() + right];
    double below =
        (1 - across) * x[base + bottom * in.width() + left]
            + across * x[base + bottom * in.width() + right];
    return (1 - down) * above + down * below;
  }
}
