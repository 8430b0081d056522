package io.paretune.evaluators.robustness;

import io.paretune.evaluators.data.source.ByteRows;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * What happens to images on their way to a model. Kinds and strengths are of the middle ones of
 * Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions and
 * Perturbations" (2019, arXiv:1903.12261), CIFAR-10-C. Implementations are immutable.
 */
public interface Corruption {

  /** Images that tell in how many steps pixels are kept. */
  int LOOKED_AT = 256;

  /** The name in tables, with the strength, such as {@code noise 0.06}. */
  String name();

  /**
   * Changes an image in place.
   *
   * @param pixels {@code float[channels][height][width]}, flat, 0 to 255; what comes of them may
   *     lie outside
   * @param random of this image
   */
  void apply(float[] pixels, InputShape shape, Random random);

  /**
   * Images as this leaves them, worked out as they are read: the same each time.
   *
   * @param images of unsigned bytes
   * @throws IllegalArgumentException if they are no such images
   */
  default Examples of(Examples images, long seed) {
    if (!images.storesBytes()) {
      throw new IllegalArgumentException("only images of bytes can be corrupted, got floats");
    }
    InputShape shape = images.shape();
    float[] pixels = new float[shape.volume()];
    float most = 1;
    for (int i = 0; i < Math.min(LOOKED_AT, images.size()); i++) {
      images.copyRaw(i, pixels, 0);
      for (float pixel : pixels) {
        most = Math.max(most, pixel);
      }
    }
    // drawings and scans may be kept in few steps of grey
    float scale = most > 127 ? 1 : 255 / most;
    float highest = most > 127 ? 255 : most;
    ByteRows rows =
        (int row, ByteBuffer into) -> {
          float[] image = new float[shape.volume()];
          images.copyRaw(row, image, 0);
          for (int i = 0; i < image.length; i++) {
            image[i] *= scale;
          }
          apply(image, shape, new Random(seed + row));
          for (float pixel : image) {
            into.put((byte) Math.max(0, Math.min(highest, Math.round(pixel / scale))));
          }
        };
    return Examples.ofBytes(shape, images.targets(), rows);
  }
}
