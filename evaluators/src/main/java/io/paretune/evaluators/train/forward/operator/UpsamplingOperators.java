package io.paretune.evaluators.train.forward.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.Window;
import org.jspecify.annotations.Nullable;

/**
 * How PyTorch makes images larger through operators that DJL 0.35.1 has: its transposed convolution
 * is not implemented, and its interpolation knows no corners.
 */
public final class UpsamplingOperators {

  private UpsamplingOperators() {}

  /**
   * A transposed convolution, as a convolution of the input with zeros between its values.
   *
   * @param x {@code float[batch][inputs][height][width]}
   * @param kernel {@code float[outputs][inputs / groups][rows][columns]}
   * @param bias {@code float[outputs]}, or null
   */
  public static NDArray transposed(
      NDArray x, Upsampling.ConvTranspose2d conv, NDArray kernel, @Nullable NDArray bias) {
    Window window = conv.window();
    NDArray spread = spread(x, window.strideHeight(), window.strideWidth());
    int rows = window.dilationHeight() * (window.kernelHeight() - 1) - window.paddingHeight();
    int columns = window.dilationWidth() * (window.kernelWidth() - 1) - window.paddingWidth();
    NDArray framed =
        framed(
            spread,
            new Frame(rows, rows + conv.extraHeight(), columns, columns + conv.extraWidth()));
    return Conv2d.conv2d(
            framed,
            kernel.flip(2, 3),
            bias,
            new Shape(1, 1),
            new Shape(0, 0),
            new Shape(window.dilationHeight(), window.dilationWidth()),
            conv.groups())
        .singletonOrThrow();
  }

  /** With zeros between rows and columns, but not behind the last ones. */
  private static NDArray spread(NDArray x, int rowStep, int columnStep) {
    Shape shape = x.getShape();
    long height = shape.get(2);
    long width = shape.get(3);
    return x.reshape(shape.get(0), shape.get(1), height, 1, width, 1)
        .pad(new Shape(0, columnStep - 1L, 0, 0, 0, rowStep - 1L), 0)
        .reshape(shape.get(0), shape.get(1), height * rowStep, width * columnStep)
        .get(
            new NDIndex()
                .addAllDim(2)
                .addSliceDim(0, (height - 1) * rowStep + 1)
                .addSliceDim(0, (width - 1) * columnStep + 1));
  }

  /** Rows and columns that are added; negative ones are taken away. */
  private record Frame(long top, long bottom, long left, long right) {}

  private static NDArray framed(NDArray x, Frame frame) {
    Shape shape = x.getShape();
    NDArray cut =
        x.get(
            new NDIndex()
                .addAllDim(2)
                .addSliceDim(Math.max(0, -frame.top()), shape.get(2) - Math.max(0, -frame.bottom()))
                .addSliceDim(
                    Math.max(0, -frame.left()), shape.get(3) - Math.max(0, -frame.right())));
    return cut.pad(
        new Shape(
            Math.max(0, frame.left()),
            Math.max(0, frame.right()),
            Math.max(0, frame.top()),
            Math.max(0, frame.bottom())),
        0);
  }

  /**
   * An image at another size: a product with what each axis takes of its places.
   *
   * @param x {@code float[batch][channels][height][width]}
   */
  public static NDArray resized(NDArray x, Upsampling.Resize resize) {
    int height = (int) x.getShape().get(2);
    int width = (int) x.getShape().get(3);
    NDManager manager = x.getManager();
    NDArray rows = shares(manager, resize.kind(), resize.height(), height);
    NDArray columns = shares(manager, resize.kind(), resize.width(), width);
    return rows.matMul(x).matMul(columns.transpose());
  }

  /** {@code float[output][input]}: which share of each place is in each place of the output. */
  private static NDArray shares(
      NDManager manager, Upsampling.Interpolation kind, int output, int input) {
    float[] shares = new float[output * input];
    for (int place = 0; place < output; place++) {
      double source = kind.source(place, output, input);
      int first = (int) source;
      shares[place * input + first] += (float) (1 - (source - first));
      shares[place * input + Math.min(input - 1, first + 1)] += (float) (source - first);
    }
    return manager.create(shares, new Shape(output, input));
  }
}
