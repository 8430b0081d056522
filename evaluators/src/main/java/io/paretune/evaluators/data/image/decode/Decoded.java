package io.paretune.evaluators.data.image.decode;

/**
 * An image with what was done to read it.
 *
 * @param pixels upright, without transparency
 * @param transparent whether some pixel was transparent, and composed on the background
 * @param more whether the file holds further frames or pages, which are not read
 */
public record Decoded(Pixels pixels, boolean transparent, boolean more) {

  /** This with other pixels. */
  public Decoded with(Pixels others) {
    return new Decoded(others, transparent, more);
  }
}
