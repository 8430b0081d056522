package io.paretune.evaluators.data.image;

import io.paretune.evaluators.data.image.decode.Pixels;
import io.paretune.evaluators.data.source.Resize;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;

/**
 * Scales images. {@code stretch}, {@code crop} and {@code pad} are bilinear over as many pixels as
 * the scale spans, to the bit as Pillow's {@code resize(.., BILINEAR)}: rows first, then columns,
 * each in fixed point of 22 bits.
 */
public final class Resampling {

  private static final int PRECISION = 22;

  private final Resize how;
  private final int background;

  /**
   * @param background {@code 0xRRGGBB}, beside images that are padded
   */
  public Resampling(Resize how, int background) {
    this.how = how;
    this.background = background;
  }

  /** The image at the wanted size. */
  public Pixels of(Pixels image) {
    int width = how.width();
    int height = how.height();
    if (image.width() == width && image.height() == height) {
      return image;
    }
    return switch (how.mode()) {
      case NEAREST_FOUR -> nearestFour(image);
      case STRETCH -> stretched(image, width, height);
      case CROP -> {
        double scale = Math.max((double) width / image.width(), (double) height / image.height());
        Pixels covering =
            stretched(
                image,
                Math.max(width, (int) Math.round(scale * image.width())),
                Math.max(height, (int) Math.round(scale * image.height())));
        yield moved(covering, -(covering.width() - width) / 2, -(covering.height() - height) / 2);
      }
      case PAD -> {
        double scale = Math.min((double) width / image.width(), (double) height / image.height());
        Pixels within =
            stretched(
                image,
                Math.max(1, Math.min(width, (int) Math.round(scale * image.width()))),
                Math.max(1, Math.min(height, (int) Math.round(scale * image.height()))));
        yield moved(within, (width - within.width()) / 2, (height - within.height()) / 2);
      }
    };
  }

  /** The image on a canvas of the wanted size, its left upper corner at a place. */
  private Pixels moved(Pixels image, int left, int top) {
    int width = how.width();
    int height = how.height();
    boolean covers = image.width() >= width && image.height() >= height;
    boolean greyGround =
        (background >> 16 & 0xff) == (background & 0xff)
            && (background >> 8 & 0xff) == (background & 0xff);
    Pixels source = covers || greyGround ? image : image.coloured();
    byte[] planes = new byte[source.channels() * width * height];
    for (int c = 0; c < source.channels(); c++) {
      byte ground = (byte) (background >> (16 - 8 * c));
      Arrays.fill(planes, c * width * height, (c + 1) * width * height, ground);
      for (int y = Math.max(0, top); y < Math.min(height, top + source.height()); y++) {
        for (int x = Math.max(0, left); x < Math.min(width, left + source.width()); x++) {
          planes[(c * height + y) * width + x] = (byte) source.at(c, y - top, x - left);
        }
      }
    }
    return new Pixels(width, height, planes);
  }

  /** Scaled to any size, each side for itself. */
  static Pixels stretched(Pixels image, int width, int height) {
    int channels = image.channels();
    byte[] wide = image.planes();
    int lines = channels * image.height();
    if (width != image.width()) {
      wide = new byte[lines * width];
      Weights weights = new Weights(image.width(), width);
      for (int line = 0; line < lines; line++) {
        weights.apply(image.planes(), line * image.width(), 1, wide, line * width, 1);
      }
    }
    if (height == image.height()) {
      return new Pixels(width, height, wide);
    }
    byte[] all = new byte[channels * height * width];
    Weights weights = new Weights(image.height(), height);
    for (int c = 0; c < channels; c++) {
      for (int x = 0; x < width; x++) {
        weights.apply(
            wide, c * image.height() * width + x, width, all, c * height * width + x, width);
      }
    }
    return new Pixels(width, height, all);
  }

  /** For each place of a line the pixels that it is made of, and their shares. */
  private static final class Weights {
    private final int[] first;
    private final int[][] shares;

    Weights(int from, int to) {
      first = new int[to];
      shares = new int[to][];
      double scale = (double) from / to;
      double support = Math.max(1, scale);
      for (int i = 0; i < to; i++) {
        double centre = (i + .5) * scale;
        first[i] = Math.max(0, (int) (centre - support + .5));
        int end = Math.min(from, (int) (centre + support + .5));
        double[] weights = new double[end - first[i]];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
          weights[k] = Math.max(0, 1 - Math.abs((k + first[i] - centre + .5) / support));
          sum += weights[k];
        }
        shares[i] = new int[weights.length];
        for (int k = 0; k < weights.length; k++) {
          shares[i][k] = (int) (.5 + weights[k] / sum * (1 << PRECISION));
        }
      }
    }

    void apply(byte[] from, int start, int step, byte[] to, int begin, int stride) {
      for (int i = 0; i < first.length; i++) {
        int sum = 1 << (PRECISION - 1);
        int at = start + first[i] * step;
        for (int share : shares[i]) {
          sum += (from[at] & 0xff) * share;
          at += step;
        }
        to[begin + i * stride] = (byte) Math.min(255, sum >> PRECISION);
      }
    }
  }

  private Pixels nearestFour(Pixels image) {
    boolean grey = image.channels() == 1;
    BufferedImage scaled =
        new BufferedImage(
            how.width(),
            how.height(),
            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(drawable(image), 0, 0, how.width(), how.height(), null);
    graphics.dispose();
    if (grey) {
      return new Pixels(
          how.width(),
          how.height(),
          ((DataBufferByte) scaled.getRaster().getDataBuffer()).getData().clone());
    }
    int area = how.width() * how.height();
    int[] colours = scaled.getRGB(0, 0, how.width(), how.height(), null, 0, how.width());
    byte[] planes = new byte[3 * area];
    for (int i = 0; i < area; i++) {
      planes[i] = (byte) (colours[i] >> 16);
      planes[area + i] = (byte) (colours[i] >> 8);
      planes[2 * area + i] = (byte) colours[i];
    }
    return new Pixels(how.width(), how.height(), planes);
  }

  private static BufferedImage drawable(Pixels image) {
    int width = image.width();
    int area = width * image.height();
    byte[] planes = image.planes();
    if (image.channels() == 1) {
      BufferedImage grey = new BufferedImage(width, image.height(), BufferedImage.TYPE_BYTE_GRAY);
      grey.getRaster().setDataElements(0, 0, width, image.height(), planes);
      return grey;
    }
    BufferedImage colour = new BufferedImage(width, image.height(), BufferedImage.TYPE_INT_RGB);
    int[] rgb = new int[area];
    for (int i = 0; i < area; i++) {
      rgb[i] =
          (planes[i] & 0xff) << 16 | (planes[area + i] & 0xff) << 8 | (planes[2 * area + i] & 0xff);
    }
    colour.setRGB(0, 0, width, image.height(), rgb, 0, width);
    return colour;
  }
}
