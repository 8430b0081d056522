package io.paretune.evaluators.robustness;

import io.paretune.evaluators.data.source.InputShape;
import java.util.Random;

/**
 * More light.
 *
 * @param more as a share of the range of a pixel
 */
public record Brightness(double more) implements Corruption {

  @Override
  public String name() {
    return "brightness " + more;
  }

  @Override
  public void apply(float[] pixels, InputShape shape, Random random) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] += (float) (255 * more);
    }
  }
}
