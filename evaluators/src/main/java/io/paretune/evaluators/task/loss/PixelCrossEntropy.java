package io.paretune.evaluators.task.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Cross-entropy of one distribution over the classes for each pixel, the mean over pixels. Outputs
 * lie class by class; a pixel whose targets are all 0 adds nothing.
 *
 * @param pixels of an example
 */
public record PixelCrossEntropy(int pixels) implements Loss {

  private static final SoftmaxCrossEntropy ONE = new SoftmaxCrossEntropy();

  @Override
  public NDArray of(NDArray outputs, NDArray targets, double weight) {
    long batch = outputs.getShape().get(0);
    Shape planes = new Shape(batch, -1, pixels);
    NDArray logarithms = outputs.reshape(planes).logSoftmax(1);
    double factor = -weight / (batch * (double) pixels);
    return Scalars.times(logarithms.mul(targets.reshape(planes)).sum(), factor);
  }

  @Override
  public double soften(float[] values, int offset, int outputs, double temperature) {
    int classes = outputs / pixels;
    float[] pixel = new float[classes];
    double negativeEntropy = 0;
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < classes; c++) {
        pixel[c] = values[offset + c * pixels + p];
      }
      negativeEntropy += ONE.soften(pixel, 0, classes, temperature);
      for (int c = 0; c < classes; c++) {
        values[offset + c * pixels + p] = pixel[c];
      }
    }
    return negativeEntropy / pixels;
  }

  @Override
  public double temperature(double asked) {
    return asked;
  }
}
