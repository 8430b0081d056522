package io.paretune.evaluators.robustness;

import io.paretune.evaluators.data.source.InputShape;
import java.util.Random;

/**
 * Out of focus: along rows, then along columns; beyond an edge lies the last pixel.
 *
 * @param deviation in pixels of images with a side of up to 64; in proportion for larger ones
 */
public record GaussianBlur(double deviation) implements Corruption {

  private static final double SIDE = 64;

  @Override
  public String name() {
    return "blur " + deviation;
  }

  @Override
  public void apply(float[] pixels, InputShape shape, Random random) {
    double wide = deviation * Math.max(1, Math.min(shape.height(), shape.width()) / SIDE);
    float[] kernel = kernel(wide);
    int area = shape.height() * shape.width();
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < shape.height(); y++) {
        line(pixels, channel * area + y * shape.width(), 1, shape.width(), kernel);
      }
      for (int x = 0; x < shape.width(); x++) {
        line(pixels, channel * area + x, shape.width(), shape.height(), kernel);
      }
    }
  }

  private static float[] kernel(double deviation) {
    int reach = (int) Math.ceil(3 * deviation);
    float[] kernel = new float[2 * reach + 1];
    double sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      double far = (i - reach) / deviation;
      kernel[i] = (float) Math.exp(-far * far / 2);
      sum += kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= (float) sum;
    }
    return kernel;
  }

  private static void line(float[] pixels, int from, int step, int count, float[] kernel) {
    float[] line = new float[count];
    int reach = kernel.length / 2;
    for (int i = 0; i < count; i++) {
      for (int k = -reach; k <= reach; k++) {
        int at = Math.max(0, Math.min(count - 1, i + k));
        line[i] += kernel[k + reach] * pixels[from + at * step];
      }
    }
    for (int i = 0; i < count; i++) {
      pixels[from + i * step] = line[i];
    }
  }
}
