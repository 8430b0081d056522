package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.task.targets.Targets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The images of one part of a data set, kept in colour until it is known whether all are grey: then
 * there is one channel, else three (red, green, blue). All have one size unless a size is given, to
 * which they are scaled.
 */
public final class Images {

  /** What is read, for messages. */
  public static final String FORMATS = ImageDecoder.FORMATS;

  private final String part;
  private final ImageReading reading;
  private final List<byte[]> planes = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();
  private boolean grey = true;
  private int width;
  private int height;
  private int transparent;
  private int several;

  /**
   * @param part what they are read from, for messages
   */
  public Images(String part, ImageReading reading) {
    this.part = part;
    this.reading = reading;
  }

  /** Whether a file's name is that of an image that is read. */
  public static boolean recognises(Path file) {
    return ImageDecoder.recognises(file);
  }

  /** Whether a file's name is that of an image that is not read, such as HEIC. */
  public static boolean isForeign(Path file) {
    return ImageDecoder.isForeign(file);
  }

  /**
   * Reads files, on all processors.
   *
   * @return those that were read; not those that are damaged, as far as that is allowed
   * @throws DataException if one is no sound image, or of another size than those before it
   */
  public BitSet addAll(List<Path> files) {
    BitSet kept = new BitSet(files.size());
    int allowed = (int) (reading.skipDamaged() * files.size());
    try (Decoding decoding = new Decoding(files, this::decoded)) {
      for (int i = 0; i < files.size(); i++) {
        Decoded image;
        try {
          image = decoding.next();
        } catch (DataException unsound) {
          if (damaged.size() >= allowed) {
            throw reading.skipDamaged() > 0 ? tooMany(unsound, files.size()) : unsound;
          }
          damaged.add(files.get(i).toString());
          continue;
        }
        add(files.get(i), image);
        kept.set(i);
      }
    }
    return kept;
  }

  private DataException tooMany(DataException first, int all) {
    return new DataException(
        part,
        "at most %s of %d files damaged, as skip-damaged says"
            .formatted((int) (reading.skipDamaged() * all), all),
        (damaged.size() + 1) + " or more, the last: " + first.getMessage());
  }

  private Decoded decoded(Path file) {
    Decoded image = new ImageDecoder(reading.background()).decode(file);
    Pixels sized =
        reading
            .resize()
            .map(how -> new Resampling(how, reading.background()).of(image.pixels()))
            .orElse(image.pixels());
    return image.with(
        switch (reading.channels()) {
          case AS_STORED -> sized;
          case GREY -> sized.greyed();
          case RGB -> sized.coloured();
        });
  }

  private void add(Path file, Decoded image) {
    Pixels pixels = image.pixels();
    if (planes.isEmpty()) {
      width = pixels.width();
      height = pixels.height();
    } else if (pixels.width() != width || pixels.height() != height) {
      throw new DataException(
          file.toString(),
          "an image of "
              + width
              + "x"
              + height
              + " like the ones before it (or give a size:"
              + " resize: {height: H, width: W}, or image-side)",
          pixels.width() + "x" + pixels.height());
    }
    grey &= pixels.channels() == 1;
    transparent += image.transparent() ? 1 : 0;
    several += image.more() ? 1 : 0;
    planes.add(pixels.planes());
  }

  /** What a user should know of them, a line each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (transparent > 0) {
      notes.add(
          "%d images of %s have transparent pixels: composed on #%06x (background)"
              .formatted(transparent, part, reading.background()));
    }
    if (several > 0) {
      notes.add(
          "%d files of %s hold several frames or pages: the first is read"
              .formatted(several, part));
    }
    if (!damaged.isEmpty()) {
      notes.add(
          "%d damaged images of %s are passed over (skip-damaged), such as %s"
              .formatted(damaged.size(), part, damaged.get(0)));
    }
    return notes;
  }

  /**
   * Whether all parts are grey.
   *
   * @param parts the training part first
   * @throws DataException if their images have different sizes
   */
  public static boolean allGrey(List<Images> parts) {
    Images first = parts.get(0);
    for (Images part : parts) {
      if (part.width != first.width || part.height != first.height) {
        throw new DataException(
            part.part,
            "images of "
                + first.width
                + "x"
                + first.height
                + " as in train (or give a size: resize: {height: H, width: W}, or image-side)",
            part.width + "x" + part.height);
      }
    }
    return parts.stream().allMatch(part -> part.grey);
  }

  /**
   * The images with their targets. Gives what it holds away: to be called once.
   *
   * @param asGrey whether there is one channel, which all parts must be grey for
   */
  public Examples examples(boolean asGrey, Targets targets) {
    int channels = asGrey ? 1 : 3;
    int area = width * height;
    long total = (long) planes.size() * channels * area;
    if (total > Integer.MAX_VALUE - 16) {
      throw new DataException(
          part,
          "at most 2 GiB of pixels (give a smaller size: resize, or image-side)",
          total + " bytes");
    }
    byte[] pixels = new byte[(int) total];
    for (int i = 0; i < planes.size(); i++) {
      byte[] image = planes.set(i, new byte[0]);
      for (int c = 0; c < channels; c++) {
        int plane = image.length == area ? 0 : c * area;
        System.arraycopy(image, plane, pixels, (i * channels + c) * area, area);
      }
    }
    return Examples.ofBytes(new InputShape(channels, height, width), targets, pixels);
  }
}
