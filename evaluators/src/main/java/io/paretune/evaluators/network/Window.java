package io.paretune.evaluators.network;

/**
 * The sliding window of a convolution or a pool: kernel, stride, symmetric zero padding and
 * dilation, each for rows and columns. The output has {@code floor((n + 2 padding - dilation
 * (kernel - 1) - 1) / stride) + 1} places an axis.
 *
 * @param kernelHeight rows of the kernel, at least 1
 * @param kernelWidth columns of the kernel, at least 1
 * @param strideHeight step between rows, at least 1
 * @param strideWidth step between columns, at least 1
 * @param paddingHeight rows added above and below, at least 0
 * @param paddingWidth columns added left and right, at least 0
 * @param dilationHeight distance between kernel rows, at least 1
 * @param dilationWidth distance between kernel columns, at least 1
 */
public record Window(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int paddingHeight,
    int paddingWidth,
    int dilationHeight,
    int dilationWidth) {

  private static final int LIMIT = 1 << 15;

  /** Checks the ranges. */
  public Window {
    if (kernelHeight < 1 || kernelWidth < 1 || kernelHeight > LIMIT || kernelWidth > LIMIT) {
      throw new IllegalArgumentException(
          "kernel must lie in [1, %d], got %d x %d".formatted(LIMIT, kernelHeight, kernelWidth));
    }
    if (strideHeight < 1 || strideWidth < 1 || strideHeight > LIMIT || strideWidth > LIMIT) {
      throw new IllegalArgumentException(
          "stride must lie in [1, %d], got %d x %d".formatted(LIMIT, strideHeight, strideWidth));
    }
    if (paddingHeight < 0 || paddingWidth < 0 || paddingHeight > LIMIT || paddingWidth > LIMIT) {
      throw new IllegalArgumentException(
          "padding must lie in [0, %d], got %d x %d".formatted(LIMIT, paddingHeight, paddingWidth));
    }
    if (dilationHeight < 1
        || dilationWidth < 1
        || dilationHeight > LIMIT
        || dilationWidth > LIMIT) {
      throw new IllegalArgumentException(
          "dilation must lie in [1, %d], got %d x %d"
              .formatted(LIMIT, dilationHeight, dilationWidth));
    }
  }

  /** A square window with stride 1, no padding and no dilation. */
  public static Window square(int kernel) {
    return new Window(kernel, kernel, 1, 1, 0, 0, 1, 1);
  }

  /** A square window of odd size whose padding keeps the image's size at stride 1. */
  public static Window same(int kernel) {
    if (kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "a size-keeping window must have an odd kernel, got " + kernel);
    }
    return square(kernel).withPadding(kernel / 2);
  }

  /** The same window with this stride on both axes. */
  public Window withStride(int stride) {
    return new Window(
        kernelHeight,
        kernelWidth,
        stride,
        stride,
        paddingHeight,
        paddingWidth,
        dilationHeight,
        dilationWidth);
  }

  /** The same window with this padding on all four sides. */
  public Window withPadding(int padding) {
    return new Window(
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        padding,
        padding,
        dilationHeight,
        dilationWidth);
  }

  /** The same window with this dilation on both axes. */
  public Window withDilation(int dilation) {
    return new Window(
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        paddingHeight,
        paddingWidth,
        dilation,
        dilation);
  }

  /** Places under the kernel: height times width. */
  public int area() {
    return kernelHeight * kernelWidth;
  }

  /**
   * Rows of the output for an input of {@code height} rows.
   *
   * @throws IllegalArgumentException if the window does not fit
   */
  public int outputHeight(int height) {
    return places(height, kernelHeight, strideHeight, paddingHeight, dilationHeight, "height");
  }

  /**
   * Columns of the output for an input of {@code width} columns.
   *
   * @throws IllegalArgumentException if the window does not fit
   */
  public int outputWidth(int width) {
    return places(width, kernelWidth, strideWidth, paddingWidth, dilationWidth, "width");
  }

  private static int places(
      int size, int kernel, int stride, int padding, int dilation, String axis) {
    long room = size + 2L * padding - (long) dilation * (kernel - 1) - 1;
    if (room < 0) {
      throw new IllegalArgumentException(
          "the window must fit the padded %s, got %s %d, kernel %d, dilation %d, padding %d; use a smaller kernel or more padding"
              .formatted(axis, axis, size, kernel, dilation, padding));
    }
    return Math.toIntExact(room / stride + 1);
  }
}
