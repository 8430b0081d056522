package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.image.decode.Decoded;
import io.paretune.evaluators.data.image.decode.Decoding;
import io.paretune.evaluators.data.image.decode.ImageDecoder;
import io.paretune.evaluators.data.image.decode.Pixels;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.ReadingProgress;
import io.paretune.evaluators.task.targets.Targets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The images of one part of a data set, kept in colour until it is known whether all are grey: then
 * there is one channel, else three (red, green, blue). All have one size unless a size is given, to
 * which they are scaled.
 */
public final class Images {

  /** What is read, for messages. */
  public static final String FORMATS = ImageDecoder.FORMATS;

  private static final String ADVICE =
      "mend or remove it, or give data: {skip-damaged: 1%} to pass over so many";

  /** Bytes that hardly an image has: of a few files it needs no look at the first. */
  private static final long USUALLY_LESS = 8L << 20;

  /** Images that are looked at before all are decoded, and for how long. */
  private static final int LOOKS = 16;

  private static final Duration LOOKING = Duration.ofSeconds(1);

  private final String part;
  private final ImageReading reading;
  private final ReadingProgress progress;
  private final long worthAFile;
  private final List<byte[]> planes = new ArrayList<>();
  private ImageFacts facts = new ImageFacts();
  private Optional<PixelCache> stored = Optional.empty();

  /**
   * @param part what they are read from, for messages
   * @param progress hears how far it is
   */
  public Images(String part, ImageReading reading, ReadingProgress progress) {
    this(part, reading, progress, PixelCache.WORTH_IT);
  }

  /**
   * As {@link #Images(String, ImageReading, ReadingProgress)}, with nobody to hear of it.
   *
   * @param part what they are read from, for messages
   */
  public Images(String part, ImageReading reading) {
    this(part, reading, ReadingProgress.silent());
  }

  /**
   * As {@link #Images(String, ImageReading, ReadingProgress)}.
   *
   * @param worthAFile bytes from which pixels are kept in a file
   */
  Images(String part, ImageReading reading, ReadingProgress progress, long worthAFile) {
    this.part = part;
    this.reading = reading;
    this.progress = progress;
    this.worthAFile = worthAFile;
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
   * Reads all files of the part, on all processors. What would take more than {@value
   * PixelCache#WORTH_IT} bytes is kept in a file that all processes of the user share: it does not
   * weigh on any, and is decoded once.
   *
   * @return those that were read; not those that are damaged, as far as that is allowed
   * @throws DataException if one is no sound image, or of another size than those before it
   */
  public BitSet addAll(List<Path> files) {
    PixelCache cache = cache(files);
    Optional<ImageFacts> known = cache.find();
    if (known.isPresent() || isLarge(files)) {
      facts =
          known.orElseGet(
              () ->
                  cache.made(
                      (soFar, taker) -> decodeAll(files, soFar, taker),
                      () -> progress.waits(part)));
      stored = Optional.of(cache);
    } else {
      facts = new ImageFacts();
      decodeAll(files, facts, (image, soFar) -> planes.add(image));
    }
    return facts.kept();
  }

  private PixelCache cache(List<Path> files) {
    return new PixelCache(files, reading, file -> decoded(file).pixels());
  }

  /**
   * What some images tell of all, before they are decoded.
   *
   * @param width of each in pixels, as they will be kept
   * @param height likewise
   * @param grey whether those that were looked at are
   * @param time that decoding all of them takes on all processors
   */
  public record Ahead(int width, int height, boolean grey, Duration time) {}

  /**
   * Looks at some of the files, for a second at most.
   *
   * @return empty if reading them will not take long: they are few, or were decoded before; or if
   *     none of those is sound
   */
  public Optional<Ahead> ahead(List<Path> files) {
    if (!isLarge(files) || cache(files).find().isPresent()) {
      return Optional.empty();
    }
    List<Pixels> seen = new ArrayList<>();
    long began =
        System.nanoTime(); // the first one was decoded a moment ago, which loads the decoder
    for (int i = 0; i < LOOKS && System.nanoTime() - began < LOOKING.toNanos(); i++) {
      try {
        seen.add(decoded(files.get((int) ((long) i * files.size() / LOOKS))).pixels());
      } catch (DataException damaged) {
        // told when all are read
      }
    }
    long each = (System.nanoTime() - began) / Math.max(1, seen.size());
    return seen.stream()
        .findFirst()
        .map(
            first ->
                new Ahead(
                    first.width(),
                    first.height(),
                    seen.stream()
                        .allMatch(image -> image.planes().length == image.width() * image.height()),
                    Duration.ofNanos(
                        each * files.size() / Runtime.getRuntime().availableProcessors())));
  }

  /**
   * Whether the heap is no place for as many images as there are files, all like the first sound
   * one.
   */
  private boolean isLarge(List<Path> files) {
    if (reading.keeping() == ImageReading.Keeping.STREAMED) {
      return true;
    }
    if (files.size() * USUALLY_LESS < worthAFile) {
      return false;
    }
    for (Path file : files) {
      try {
        Pixels first = decoded(file).pixels();
        return 3L * files.size() * first.width() * first.height() > worthAFile;
      } catch (DataException damaged) {
        // told when all are read
      }
    }
    return false;
  }

  /**
   * Decodes what is left to decode.
   *
   * @param found what is known of the first files; grows
   */
  private void decodeAll(List<Path> files, ImageFacts found, PixelKeeping.Taker taker) {
    progress.read(part, found.files(), files.size());
    int allowed = (int) (reading.skipDamaged() * files.size());
    int first = found.files();
    try (Decoding decoding = new Decoding(files.subList(first, files.size()), this::decoded)) {
      for (int i = first; i < files.size(); i++) {
        Decoded image;
        try {
          image = decoding.next();
        } catch (DataException unsound) {
          if (found.damaged().size() >= allowed) {
            throw reading.skipDamaged() > 0
                ? tooMany(unsound, found, files.size())
                : unsound.advising(ADVICE);
          }
          found.addDamaged(files.get(i).toString());
          continue;
        }
        requireSize(files.get(i), image.pixels(), found);
        found.add(i, image);
        taker.take(image.pixels().planes(), found);
        progress.read(part, i + 1, files.size());
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private DataException tooMany(DataException first, ImageFacts found, int all) {
    return new DataException(
        part,
        "at most %s of %d files damaged, as skip-damaged says"
            .formatted((int) (reading.skipDamaged() * all), all),
        (found.damaged().size() + 1) + " or more, the last: " + first.getMessage());
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

  private static void requireSize(Path file, Pixels pixels, ImageFacts found) {
    if (found.images() > 0
        && (pixels.width() != found.width() || pixels.height() != found.height())) {
      throw new DataException(
          file.toString(),
          "an image of %dx%d like the ones before it (or give a size: resize: {height: H, width: W}, or image-side)"
              .formatted(found.width(), found.height()),
          pixels.width() + "x" + pixels.height());
    }
  }

  /** Columns of each, once they are read. */
  public int width() {
    return facts.width();
  }

  /** Rows of each, once they are read. */
  public int height() {
    return facts.height();
  }

  /** What a user should know of them, a line each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (facts.transparent() > 0) {
      notes.add(
          "%d images of %s have transparent pixels: composed on #%06x (background)"
              .formatted(facts.transparent(), part, reading.background()));
    }
    if (facts.several() > 0) {
      notes.add(
          "%d files of %s hold several frames or pages: the first is read"
              .formatted(facts.several(), part));
    }
    if (!facts.damaged().isEmpty()) {
      notes.add(
          "%d damaged images of %s are passed over (skip-damaged), such as %s"
              .formatted(facts.damaged().size(), part, facts.damaged().get(0)));
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
    ImageFacts first = parts.get(0).facts;
    for (Images part : parts) {
      if (part.facts.width() != first.width() || part.facts.height() != first.height()) {
        throw new DataException(
            part.part,
            "images of %dx%d as in train (or give a size: resize: {height: H, width: W}, or image-side)"
                .formatted(first.width(), first.height()),
            part.facts.width() + "x" + part.facts.height());
      }
    }
    return parts.stream().allMatch(part -> part.facts.allGrey());
  }

  /**
   * The images with their targets. Gives what it holds away: to be called once.
   *
   * @param asGrey whether there is one channel, which all parts must be grey for
   */
  public Examples examples(boolean asGrey, Targets targets) {
    int channels = asGrey ? 1 : 3;
    InputShape shape = new InputShape(channels, facts.height(), facts.width());
    if (stored.isPresent()) {
      return Examples.ofBytes(shape, targets, stored.get().rows(facts, channels));
    }
    int area = facts.width() * facts.height();
    byte[] pixels = new byte[planes.size() * shape.volume()];
    for (int i = 0; i < planes.size(); i++) {
      byte[] image = planes.set(i, new byte[0]);
      for (int c = 0; c < channels; c++) {
        int plane = image.length == area ? 0 : c * area;
        System.arraycopy(image, plane, pixels, (i * channels + c) * area, area);
      }
    }
    return Examples.ofBytes(shape, targets, pixels);
  }
}
