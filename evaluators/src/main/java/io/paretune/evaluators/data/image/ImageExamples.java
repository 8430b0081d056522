package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.image.decode.Pixels;
import io.paretune.evaluators.data.source.Channels;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;

/**
 * Images that do not come from image files, such as MNIST's, at another size or with other
 * channels.
 */
public final class ImageExamples {
  private ImageExamples() {}

  /**
   * The same images as they are wanted; the very same if they are so.
   *
   * @param name of the data, for messages
   * @throws DataException if something is wanted of examples that are no images of bytes
   */
  public static Examples as(String name, Examples examples, ImageReading wanted) {
    if (wanted.keeping() == ImageReading.Keeping.STREAMED && !examples.lieInAFile()) {
      throw new DataException(
          name, "image files, which alone can be decoded again and again (cache: none)", "others");
    }
    InputShape shape = examples.shape();
    int channels = wanted.channels().number().orElse(shape.channels());
    int height = wanted.resize().map(how -> how.height()).orElse(shape.height());
    int width = wanted.resize().map(how -> how.width()).orElse(shape.width());
    if (channels == shape.channels() && height == shape.height() && width == shape.width()) {
      return examples;
    }
    if (!examples.storesBytes() || (shape.channels() != 1 && shape.channels() != 3)) {
      throw new DataException(
          name,
          "images of one or three channels of bytes, as resize, image-side and channels need them",
          "%s of %s".formatted(shape, examples.storesBytes() ? "bytes" : "numbers"));
    }
    InputShape made = new InputShape(channels, height, width);
    if ((long) examples.size() * made.volume() > Integer.MAX_VALUE - 16) {
      throw new DataException(
          name, "at most 2 GiB of pixels (give a smaller size)", examples.size() + " of " + made);
    }
    byte[] pixels = new byte[examples.size() * made.volume()];
    for (int n = 0; n < examples.size(); n++) {
      Pixels done = made(pixels(examples, n), wanted, channels);
      System.arraycopy(done.planes(), 0, pixels, n * made.volume(), made.volume());
    }
    return Examples.ofBytes(made, examples.targets(), pixels);
  }

  private static Pixels made(Pixels image, ImageReading wanted, int channels) {
    Pixels sized =
        wanted
            .resize()
            .map(how -> new Resampling(how, wanted.background()).of(image))
            .orElse(image);
    Pixels done = wanted.channels() == Channels.GREY ? sized.greyed() : sized;
    return channels == 3 ? done.coloured() : done;
  }

  private static Pixels pixels(Examples examples, int n) {
    InputShape shape = examples.shape();
    float[] raw = new float[shape.volume()];
    examples.copyRaw(n, raw, 0);
    byte[] planes = new byte[raw.length];
    for (int i = 0; i < raw.length; i++) {
      planes[i] = (byte) raw[i];
    }
    return new Pixels(shape.width(), shape.height(), planes);
  }
}
