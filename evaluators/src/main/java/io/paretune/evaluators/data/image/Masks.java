package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.image.decode.ImageDecoder;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.Resize;
import io.paretune.evaluators.task.targets.MaskTargets;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Class numbers of pixels, as segmentation data keep them: of a palette the index, of grey the
 * value; {@value MaskTargets#VOID} is no class. Where there is nothing but 0 and 255, 255 is the
 * second of two classes. A mask goes where its image goes: resized alike, by the nearest pixel.
 */
public final class Masks {

  private static final Set<String> LOSSLESS = Set.of("png", "bmp", "gif", "tif", "tiff");

  /** Stands for what lies beside a mask that is padded, until it is known what 255 means. */
  private static final int BESIDE = 254;

  private final ImageReading reading;
  private final int height;
  private final int width;
  private final byte[] all;
  private final BitSet values = new BitSet();
  private Optional<Path> blackAndWhite = Optional.empty();

  private Masks(ImageReading reading, int height, int width, int count) {
    this.reading = reading;
    this.height = height;
    this.width = width;
    this.all = new byte[Math.multiplyExact(count, height * width)];
  }

  /** An image and its mask. */
  public record Pair(Path image, Path mask) {}

  /**
   * Reads masks of images that were read likewise.
   *
   * @param height of the images as they were read
   * @param width likewise
   * @throws DataException if one is no mask, or not of its image's size
   */
  public static Masks read(List<Pair> pairs, ImageReading reading, int height, int width) {
    requireRoom(pairs, height, width);
    Masks masks = new Masks(reading, height, width, pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      masks.take(pairs.get(i), i);
    }
    return masks;
  }

  /**
   * Refuses more pixels than an array holds.
   *
   * @param pairs at least one
   */
  public static void requireRoom(List<Pair> pairs, int height, int width) {
    if ((double) pairs.size() * height * width > Integer.MAX_VALUE - 8) {
      throw new DataException(
          String.valueOf(pairs.get(0).mask().getParent()),
          "masks of at most %,d pixels in all (resize: {height: H, width: W} makes them smaller)"
              .formatted(Integer.MAX_VALUE),
          "%,d of %d x %d".formatted(pairs.size(), width, height));
    }
  }

  /** Whether a file's name is one of a mask: JPEG changes values. */
  public static boolean recognises(Path file) {
    String name = String.valueOf(file.getFileName());
    return LOSSLESS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private void take(Pair pair, int place) {
    Raster mask = raster(pair.mask());
    if (mask.getWidth() != width || mask.getHeight() != height || reading.resize().isPresent()) {
      requireSize(pair, mask);
    }
    Geometry from = Geometry.of(reading.resize(), mask.getWidth(), mask.getHeight(), width, height);
    BitSet found = new BitSet();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int value = from.value(mask, x, y, pair.mask());
        found.set(value);
        all[(place * height + y) * width + x] = (byte) value;
      }
    }
    found.clear(BESIDE);
    if (blackAndWhite.isEmpty() && blackAndWhite(found)) {
      blackAndWhite = Optional.of(pair.mask());
    }
    values.or(found);
  }

  private static boolean blackAndWhite(BitSet values) {
    return values.get(MaskTargets.VOID)
        && values.stream().allMatch(value -> value == 0 || value == MaskTargets.VOID);
  }

  private void requireSize(Pair pair, Raster mask) {
    int[] image = new ImageDecoder(reading.background()).size(pair.image());
    if (image[0] != mask.getWidth() || image[1] != mask.getHeight()) {
      throw new DataException(
          pair.mask().toString(),
          "a mask as large as its upright image, %dx%d".formatted(image[0], image[1]),
          "%dx%d".formatted(mask.getWidth(), mask.getHeight()));
    }
  }

  private static Raster raster(Path file) {
    BufferedImage image;
    try (InputStream bytes = Files.newInputStream(file)) {
      image = ImageIO.read(bytes);
    } catch (IOException | RuntimeException e) {
      throw new DataException(file.toString(), "a sound mask", String.valueOf(e.getMessage()), e);
    }
    if (image == null) {
      throw new DataException(file.toString(), "a mask as PNG", "some other format");
    }
    return image.getRaster();
  }

  /**
   * Where an image's pixels come from.
   *
   * @param across columns of the scaled mask
   * @param down its rows
   * @param left where it begins in the image; below 0 if some of it is cut
   * @param top likewise
   */
  private record Geometry(int across, int down, int left, int top) {

    static Geometry of(
        Optional<Resize> resize, int maskWidth, int maskHeight, int width, int height) {
      Resize.Mode mode = resize.map(Resize::mode).orElse(Resize.Mode.STRETCH);
      if (mode == Resize.Mode.STRETCH || mode == Resize.Mode.NEAREST_FOUR) {
        return new Geometry(width, height, 0, 0);
      }
      double wide = (double) width / maskWidth;
      double high = (double) height / maskHeight;
      boolean crop = mode == Resize.Mode.CROP;
      double scale = crop ? Math.max(wide, high) : Math.min(wide, high);
      int across = (int) Math.round(scale * maskWidth);
      int down = (int) Math.round(scale * maskHeight);
      int most = crop ? Integer.MAX_VALUE : 1;
      across = crop ? Math.max(width, across) : Math.max(most, Math.min(width, across));
      down = crop ? Math.max(height, down) : Math.max(most, Math.min(height, down));
      return crop
          ? new Geometry(across, down, -((across - width) / 2), -((down - height) / 2))
          : new Geometry(across, down, (width - across) / 2, (height - down) / 2);
    }

    /** The class of a pixel of the image; beside the mask there is none. */
    int value(Raster mask, int x, int y, Path file) {
      int column = x - left;
      int row = y - top;
      if (column < 0 || column >= across || row < 0 || row >= down) {
        return BESIDE;
      }
      int sourceX = (int) ((column + 0.5) * mask.getWidth() / across);
      int sourceY = (int) ((row + 0.5) * mask.getHeight() / down);
      return Masks.value(mask, sourceX, sourceY, file);
    }
  }

  private static int value(Raster mask, int x, int y, Path file) {
    int value = mask.getSample(x, y, 0);
    boolean coloured =
        mask.getNumBands() > 2
            && (mask.getSample(x, y, 1) != value || mask.getSample(x, y, 2) != value);
    if (coloured || value > MaskTargets.VOID || value == BESIDE) {
      throw new DataException(
          file.toString(),
          "class numbers of 0 to 253 as a palette or grey, or 255 for none",
          coloured ? "colours" : "the value " + value);
    }
    return value;
  }

  /** Whether there is nothing but 0 and 255: two classes. */
  public boolean isBlackAndWhite() {
    return blackAndWhite(values);
  }

  /** One that has nothing but 0 and 255, if there is any. */
  public Optional<Path> firstBlackAndWhite() {
    return blackAndWhite;
  }

  /** How many classes the numbers speak of, at least 1. */
  public int classes() {
    return 1 + values.stream().filter(value -> value != MaskTargets.VOID).max().orElse(0);
  }

  /**
   * The masks as targets.
   *
   * @param blackAndWhite whether 255 is the second of two classes
   * @param count of classes, at least {@link #classes}
   */
  public MaskTargets targets(boolean blackAndWhite, int count) {
    for (int i = 0; i < all.length; i++) {
      int value = all[i] & 0xff;
      if (value == BESIDE) {
        all[i] = (byte) MaskTargets.VOID;
      } else if (value == MaskTargets.VOID && blackAndWhite) {
        all[i] = 1;
      }
    }
    List<String> names = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    return MaskTargets.of(names, height, width, all);
  }
}
