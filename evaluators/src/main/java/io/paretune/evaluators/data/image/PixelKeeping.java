package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.source.ByteRows;
import java.io.IOException;

/** Where the pixels of decoded images are while they are needed. */
interface PixelKeeping {

  /** Takes the planes of decoded images, in the order of their files. */
  @FunctionalInterface
  interface Taker {
    /**
     * Takes the next image.
     *
     * @param planes of it
     * @param soFar what is known of it and of those before it
     */
    void take(byte[] planes, ImageFacts soFar) throws IOException;
  }

  /** Decodes all files that are not decoded yet. */
  @FunctionalInterface
  interface Decoder {
    /**
     * Goes through the files.
     *
     * @param soFar what is known of those that are done; grows
     */
    void decode(ImageFacts soFar, Taker taker);
  }

  /** Whether all pixels are where they should be. */
  boolean has(ImageFacts facts) throws IOException;

  /** Decodes the images and keeps their pixels. */
  ImageFacts make(Decoder decoder) throws IOException;

  /**
   * What reads the pixels.
   *
   * @param channels that are read: 1 if all have one plane; else 3, and single planes are read
   *     three times
   */
  ByteRows rows(ImageFacts facts, int channels) throws IOException;
}
