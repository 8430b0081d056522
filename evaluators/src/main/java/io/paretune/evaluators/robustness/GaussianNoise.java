package io.paretune.evaluators.robustness;

import io.paretune.evaluators.data.source.InputShape;
import java.util.Random;

/**
 * Noise of a sensor, of its own on every value.
 *
 * @param deviation as a share of the range of a pixel
 */
public record GaussianNoise(double deviation) implements Corruption {

  @Override
  public String name() {
    return "noise " + deviation;
  }

  @Override
  public void apply(float[] pixels, InputShape shape, Random random) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] += (float) (255 * deviation * random.nextGaussian());
    }
  }
}
