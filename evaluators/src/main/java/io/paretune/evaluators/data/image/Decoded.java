package io.paretune.evaluators.data.image;

/**
 * An image with what was done to read it.
 *
 * @param pixels upright, without transparency
 * @param transparent whether some pixel was transparent, and composed on the background
 * @param more whether the file holds further frames or pages, which are not read
 */
record Decoded(Pixels pixels, boolean transparent, boolean more) {

  /** This with other pixels. */
  Decoded with(Pixels others) {
    return new Decoded(others, transparent, more);
  }
}
