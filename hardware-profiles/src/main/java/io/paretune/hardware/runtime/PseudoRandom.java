package io.paretune.hardware.runtime;

import java.util.SplittableRandom;

/** What an input holds before it is set: the same values in [0, 1) for every engine. */
public final class PseudoRandom {
  private static final long SEED = 0x9a7e7L;

  private PseudoRandom() {}

  /** So many of them. */
  public static float[] values(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }
}
