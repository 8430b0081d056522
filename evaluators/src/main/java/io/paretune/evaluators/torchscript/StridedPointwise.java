package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Window;

/**
 * Convolutions of single pixels that pass some over, written as such convolutions of the pixels
 * that they read: the same sums. oneDNN's own way to compute their weights' gradients where
 * channels come last ({@code jit_avx512_common_1x1_convolution_bwd_weights_t}, as in PyTorch 2.7)
 * writes beyond its memory on images of some hundred pixels a side.
 *
 * @param layer what is left of the layer
 * @param down step between rows that are read
 * @param right step between columns that are read
 */
record StridedPointwise(Layer layer, int down, int right) {

  private static final LayerVisitor.Otherwise<StridedPointwise> VISITOR =
      new LayerVisitor.Otherwise<>() {
        @Override
        public StridedPointwise conv2d(Layer.Conv2d conv) {
          Window window = conv.window();
          boolean padded = window.paddingHeight() + window.paddingWidth() > 0;
          return window.area() == 1 && !padded
              ? new StridedPointwise(
                  new Layer.Conv2d(
                      conv.inputs(),
                      conv.outputs(),
                      window.withStride(1),
                      conv.groups(),
                      conv.bias()),
                  window.strideHeight(),
                  window.strideWidth())
              : otherwise(conv);
        }

        @Override
        public StridedPointwise otherwise(Layer layer) {
          return new StridedPointwise(layer, 1, 1);
        }
      };

  /** What is to be computed in place of a layer. */
  static StridedPointwise of(Layer layer) {
    return layer.accept(VISITOR);
  }

  /**
   * The pixels that are read.
   *
   * @param x all of them
   * @param made the shape of what comes of them
   */
  String read(String x, Shape made) {
    if (down * right == 1 || !(made instanceof Shape.Image image)) {
      return x;
    }
    String rows = TorchMovements.slice(x, TorchMovements.ROWS, 0, image.height(), down);
    return TorchMovements.slice(rows, TorchMovements.COLUMNS, 0, image.width(), right);
  }
}
