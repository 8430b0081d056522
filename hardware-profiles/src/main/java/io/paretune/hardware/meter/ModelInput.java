package io.paretune.hardware.meter;

import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.runtime.LoadedModel;

/**
 * What a network computes on while it is timed: given values, or the runtime's own fixed
 * pseudo-random ones. Immutable.
 */
public final class ModelInput {
  private static final ModelInput PSEUDO_RANDOM = new ModelInput(new float[0]);

  private final float[] values;

  private ModelInput(float[] values) {
    this.values = values;
  }

  /** Fixed pseudo-random values in [0, 1). */
  public static ModelInput pseudoRandom() {
    return PSEUDO_RANDOM;
  }

  /**
   * Given values, row-major: the whole batch, or one part of it that is repeated.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static ModelInput of(float... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("an input needs at least one value, got none");
    }
    return new ModelInput(values.clone());
  }

  /** How many values are given; 0 for pseudo-random ones. */
  public int count() {
    return values.length;
  }

  /** A copy of the values. */
  public float[] values() {
    return values.clone();
  }

  /**
   * Sets a model's input.
   *
   * @throws ModelRefusedException if it takes another number of values
   */
  public void fill(LoadedModel model) {
    if (values.length == 0) {
      return;
    }
    long volume = model.volume();
    if (volume % values.length != 0) {
      throw new ModelRefusedException(
          "the model takes an input of shape "
              + model.inputShape()
              + ", that is "
              + volume
              + " values, which the "
              + values.length
              + " given ones do not fill");
    }
    float[] whole = new float[Math.toIntExact(volume)];
    for (int start = 0; start < whole.length; start += values.length) {
      System.arraycopy(values, 0, whole, start, values.length);
    }
    model.setInput(whole);
  }
}
