package io.paretune.evaluators.data.source;

import io.paretune.evaluators.task.targets.Targets;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * The PNG and JPEG images of one part of a data set, kept as interleaved colour until it is known
 * whether all are grey: then there is one channel, else three (red, green, blue). All have one size
 * unless a side is given, to which they are scaled (bilinear).
 */
final class Images {

  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg");

  private final String part;
  private final int side;
  private final List<byte[]> planes = new ArrayList<>();
  private boolean grey = true;
  private int width;
  private int height;

  /**
   * @param part what they are read from, for messages
   * @param side the side in pixels to which images are scaled, or 0 to keep them
   */
  Images(String part, int side) {
    this.part = part;
    this.side = side;
  }

  /** Whether a file's name is that of an image. */
  static boolean recognises(Path file) {
    String name = String.valueOf(file.getFileName());
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * Reads one more.
   *
   * @throws DataException if it is no sound image, or of another size than those before it
   */
  void add(Path file) {
    BufferedImage image = scaled(decode(file));
    if (planes.isEmpty()) {
      width = image.getWidth();
      height = image.getHeight();
    } else if (image.getWidth() != width || image.getHeight() != height) {
      throw new DataException(
          file.toString(),
          "an image of " + width + "x" + height + " like the ones before it (or give a size)",
          image.getWidth() + "x" + image.getHeight());
    }
    planes.add(planes(image));
  }

  private static BufferedImage decode(Path file) {
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException | RuntimeException e) {
      throw new DataException(
          file.toString(), "a sound PNG or JPEG image", String.valueOf(e.getMessage()), e);
    }
    if (image == null) {
      throw new DataException(file.toString(), "a PNG or JPEG image", "some other format");
    }
    return image;
  }

  private BufferedImage scaled(BufferedImage image) {
    if (side == 0 || (image.getWidth() == side && image.getHeight() == side)) {
      return image;
    }
    boolean oneBand = isGrey(image);
    BufferedImage scaled =
        new BufferedImage(
            side, side, oneBand ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, side, side, null);
    graphics.dispose();
    return scaled;
  }

  private static boolean isGrey(BufferedImage image) {
    ColorModel model = image.getColorModel();
    return model.getNumColorComponents() == 1 && !(model instanceof IndexColorModel);
  }

  /** Three planes, red, green, blue; or one, if the image is grey. */
  private byte[] planes(BufferedImage image) {
    int area = width * height;
    if (isGrey(image)) {
      // Through getRGB a grey raster would go through a gamma curve, so its samples are read as
      // they are.
      int shift = Math.max(0, image.getSampleModel().getSampleSize(0) - 8);
      byte[] plane = new byte[area];
      for (int i = 0; i < area; i++) {
        plane[i] = (byte) (image.getRaster().getSample(i % width, i / width, 0) >> shift);
      }
      return plane;
    }
    grey = false;
    byte[] colour = new byte[3 * area];
    int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < area; i++) {
      colour[i] = (byte) (colours[i] >> 16);
      colour[area + i] = (byte) (colours[i] >> 8);
      colour[2 * area + i] = (byte) colours[i];
    }
    return colour;
  }

  /**
   * Whether all parts are grey.
   *
   * @param parts the training part first
   * @throws DataException if their images have different sizes
   */
  static boolean allGrey(List<Images> parts) {
    Images first = parts.get(0);
    for (Images part : parts) {
      if (part.width != first.width || part.height != first.height) {
        throw new DataException(
            part.part,
            "images of " + first.width + "x" + first.height + " as in train (or give a size)",
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
  Examples examples(boolean asGrey, Targets targets) {
    int channels = asGrey ? 1 : 3;
    int area = width * height;
    long total = (long) planes.size() * channels * area;
    if (total > Integer.MAX_VALUE - 16) {
      throw new DataException(
          part, "at most 2 GiB of pixels (give a smaller size)", total + " bytes");
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
