package io.paretune.evaluators.latency;

import io.paretune.evaluators.network.Shape;
import java.util.random.RandomGenerator;

/** What networks compute on where only the time counts. */
public final class RandomExamples {

  private RandomExamples() {}

  /**
   * One example: values in [0, 1), or a text that fills its shape, since padding takes no time.
   *
   * @return {@code float[elements]}
   */
  public static float[] of(Shape shape, RandomGenerator random) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          shape instanceof Shape.Ids ids
              ? random.nextInt(Shape.Ids.PADDING + 1, ids.vocabulary())
              : random.nextFloat();
    }
    return values;
  }
}
