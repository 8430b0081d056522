package io.paretune.evaluators.data.image.decode;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PackedColorModel;
import java.awt.image.Raster;

/** What the samples of a decoded raster are as 8 bits of grey, or of red, green and blue. */
final class Rasters {

  /** How the samples of one kind of raster become a colour. */
  private interface Colours {
    /**
     * @param samples of one pixel, as stored
     * @return {@code 0xAARRGGBB}
     */
    int argb(int[] samples);
  }

  private Rasters() {}

  /** A decoded image, composed on a background where it is transparent. */
  static Decoded decoded(BufferedImage image, int background) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    int type = raster.getSampleModel().getDataType();
    if (type != DataBuffer.TYPE_BYTE
        && type != DataBuffer.TYPE_USHORT
        && !(type == DataBuffer.TYPE_INT && model instanceof PackedColorModel)) {
      throw new IllegalArgumentException(
          "samples of 1 to 16 bits without sign are read, these are of another kind (give such data"
              + " as .npz)");
    }
    if (isPlain(model, raster)) {
      return new Decoded(copied(raster), false, false);
    }
    Composition composition = new Composition(image.getWidth(), image.getHeight(), background);
    Colours colours = colours(model, raster);
    int[] samples = new int[raster.getNumBands()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        raster.getPixel(raster.getMinX() + x, raster.getMinY() + y, samples);
        composition.add(colours.argb(samples));
      }
    }
    // what is stored as RGB stays so, whatever its pixels are
    boolean mayBeGrey = model.getNumColorComponents() == 1 || model instanceof IndexColorModel;
    return new Decoded(
        mayBeGrey ? composition.pixels() : composition.coloured(),
        composition.isTransparent(),
        false);
  }

  /** Whether samples are opaque bytes of grey or RGB, as those of most images. */
  private static boolean isPlain(ColorModel model, Raster raster) {
    int bands = raster.getNumBands();
    return (bands == 1 || bands == 3)
        && !model.hasAlpha()
        && !(model instanceof IndexColorModel)
        && model.getNumColorComponents() == bands
        && raster.getSampleModel() instanceof ComponentSampleModel
        && raster.getDataBuffer() instanceof DataBufferByte
        && raster.getSampleModel().getSampleSize(0) == 8;
  }

  private static Pixels copied(Raster raster) {
    ComponentSampleModel layout = (ComponentSampleModel) raster.getSampleModel();
    DataBufferByte buffer = (DataBufferByte) raster.getDataBuffer();
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] planes = new byte[raster.getNumBands() * width * height];
    int stride = layout.getPixelStride();
    int next = 0;
    for (int band = 0; band < raster.getNumBands(); band++) {
      int bank = layout.getBankIndices()[band];
      byte[] samples = buffer.getData(bank);
      for (int y = 0; y < height; y++) {
        int at =
            buffer.getOffsets()[bank]
                + layout.getOffset(
                    raster.getMinX() - raster.getSampleModelTranslateX(),
                    raster.getMinY() + y - raster.getSampleModelTranslateY(),
                    band);
        for (int x = 0; x < width; x++, at += stride) {
          planes[next++] = samples[at];
        }
      }
    }
    return new Pixels(width, height, planes);
  }

  private static Colours colours(ColorModel model, Raster raster) {
    if (model instanceof IndexColorModel palette) {
      return samples -> palette.getRGB(samples[0]);
    }
    if (model instanceof PackedColorModel packed) {
      return packed(packed);
    }
    int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
    boolean multiplied = model.hasAlpha() && model.isAlphaPremultiplied();
    int colours = model.getNumColorComponents();
    if (colours == 4 && model.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
      return s -> cmyk(s[0] >> shift, s[1] >> shift, s[2] >> shift, s[3] >> shift);
    }
    if (colours == 1) {
      return s -> {
        int alpha = s.length > 1 ? s[1] >> shift : 255;
        int grey = plain(s[0] >> shift, alpha, multiplied);
        return argb(alpha, grey, grey, grey);
      };
    }
    if (colours == 3) {
      return s -> {
        int alpha = s.length > 3 ? s[3] >> shift : 255;
        return argb(
            alpha,
            plain(s[0] >> shift, alpha, multiplied),
            plain(s[1] >> shift, alpha, multiplied),
            plain(s[2] >> shift, alpha, multiplied));
      };
    }
    throw new IllegalArgumentException(
        "grey, RGB and CMYK are read, these samples have " + colours + " components");
  }

  /** Samples of fewer than 8 bits: {@code 255 s / (2^bits - 1)}. */
  private static Colours packed(PackedColorModel model) {
    int[] greatest = new int[model.getNumComponents()];
    for (int c = 0; c < greatest.length; c++) {
      greatest[c] = (1 << model.getComponentSize(c)) - 1;
    }
    boolean multiplied = model.hasAlpha() && model.isAlphaPremultiplied();
    return s -> {
      int alpha = s.length > 3 ? s[3] * 255 / greatest[3] : 255;
      return argb(
          alpha,
          plain(s[0] * 255 / greatest[0], alpha, multiplied),
          plain(s[1] * 255 / greatest[1], alpha, multiplied),
          plain(s[2] * 255 / greatest[2], alpha, multiplied));
    };
  }

  /** A sample that was stored multiplied by its alpha, without it. */
  private static int plain(int sample, int alpha, boolean multiplied) {
    return !multiplied || alpha == 0 ? sample : Math.min(255, 255 * sample / alpha);
  }

  private static int argb(int alpha, int red, int green, int blue) {
    return alpha << 24 | red << 16 | green << 8 | blue;
  }

  /** Pillow's {@code cmyk2rgb}: {@code (255 - C)(255 - K) / 255}. */
  private static int cmyk(int cyan, int magenta, int yellow, int key) {
    int white = 255 - key;
    return argb(
        255,
        white - multiplied(cyan, white),
        white - multiplied(magenta, white),
        white - multiplied(yellow, white));
  }

  /** {@code a b / 255}, rounded, of values from 0 to 255. */
  static int multiplied(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }

  /**
   * The colours of a JPEG of four components, which are stored the other way round, as Adobe does
   * it and everybody after.
   *
   * @param transformed whether they are YCCK
   */
  static Pixels adobeCmyk(Raster raster, boolean transformed) {
    Composition composition = new Composition(raster.getWidth(), raster.getHeight(), 0);
    int[] s = new int[4];
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        raster.getPixel(raster.getMinX() + x, raster.getMinY() + y, s);
        if (transformed) {
          int rgb = rgb(s[0], s[1], s[2]);
          // YCCK holds the complements of CMY: libjpeg complements them, and so they lie as CMYK do
          s[0] = 255 - (rgb >> 16 & 0xff);
          s[1] = 255 - (rgb >> 8 & 0xff);
          s[2] = 255 - (rgb & 0xff);
        }
        composition.add(cmyk(255 - s[0], 255 - s[1], 255 - s[2], 255 - s[3]));
      }
    }
    return composition.coloured();
  }

  /** JFIF's YCbCr. */
  private static int rgb(int y, int cb, int cr) {
    return argb(
        0,
        clipped(y + 1.402 * (cr - 128)),
        clipped(y - 0.344136286 * (cb - 128) - 0.714136286 * (cr - 128)),
        clipped(y + 1.772 * (cb - 128)));
  }

  private static int clipped(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
