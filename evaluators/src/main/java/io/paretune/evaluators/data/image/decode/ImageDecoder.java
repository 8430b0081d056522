package io.paretune.evaluators.data.image.decode;

import io.paretune.evaluators.data.source.DataException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.w3c.dom.NodeList;

/**
 * Decodes PNG, JPEG, WebP, BMP, GIF, TIFF and Netpbm files. The values are those of Pillow after
 * {@code exif_transpose} and {@code convert}: colour profiles are not applied, of 16 bits the upper
 * 8 are kept, CMYK becomes {@code (255 - C)(255 - K) / 255}. Other than there, transparent pixels
 * are composed on a background, where {@code convert} shows a colour that nobody ever saw. Safe for
 * use by several threads.
 */
public final class ImageDecoder {

  /** What is read, for messages. */
  public static final String FORMATS = "PNG, JPEG, WebP, BMP, GIF, TIFF or PNM";

  private static final Set<String> ENDINGS =
      Set.of(
          "png", "jpg", "jpeg", "jpe", "jfif", "webp", "bmp", "gif", "tif", "tiff", "ppm", "pgm",
          "pbm", "pnm");

  /**
   * Images that others read, and nothing here does: not to be taken for something beside images.
   */
  private static final Set<String> FOREIGN =
      Set.of("heic", "heif", "avif", "jp2", "j2k", "jxl", "tga", "psd", "dcm", "svg", "exr", "hdr");

  private static final String JPEG = "JPEG";

  /** As many as Pillow reads. */
  private static final int MOST_PIXELS = 178_956_970;

  private final int background;

  /**
   * @param background the colour under transparent pixels, {@code 0xRRGGBB}
   */
  public ImageDecoder(int background) {
    this.background = background;
  }

  /** Whether a file's name is that of an image which is read. */
  public static boolean recognises(Path file) {
    return ENDINGS.contains(ending(file));
  }

  /** Whether a file's name is that of an image which is not read. */
  public static boolean isForeign(Path file) {
    return FOREIGN.contains(ending(file));
  }

  private static String ending(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Decodes a file; of several frames or pages the first.
   *
   * @throws DataException if it is no sound image
   */
  public Decoded decode(Path file) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException(
          file.toString(), "a readable file", String.valueOf(e.getMessage()), e);
    }
    if (content.length == 0) {
      throw new DataException(file.toString(), "an image", "an empty file");
    }
    try {
      Decoded lying =
          Netpbm.recognises(content)
              ? new Decoded(Netpbm.read(content), false, false)
              : read(file, JpegSegments.withoutProfile(content));
      return lying.with(lying.pixels().upright(Orientation.of(content)));
    } catch (DataException known) {
      throw known;
    } catch (OutOfMemoryError tooLarge) {
      // damaged bytes can make a decoder ask for any amount, which leaves the heap as it was
      throw new DataException(
          file.toString(),
          "an image that fits into memory",
          "one that does not: it is damaged, or too large",
          tooLarge);
    } catch (IOException | RuntimeException e) {
      throw new DataException(
          file.toString(), "a sound " + FORMATS + " image", String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The size of an upright image, whose pixels are not read.
   *
   * @return columns, then rows; of formats whose header is not looked at alone, those of the whole
   * @throws DataException if it is no sound image
   */
  public int[] size(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      boolean turned = Orientation.of(content) > Orientation.LAST_LYING;
      try (ImageInputStream stream =
          new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        if (!readers.hasNext()) {
          Pixels whole = decode(file).pixels();
          return new int[] {whole.width(), whole.height()};
        }
        ImageReader reader = readers.next();
        try {
          reader.setInput(stream, false, true);
          int width = reader.getWidth(0);
          int height = reader.getHeight(0);
          return turned ? new int[] {height, width} : new int[] {width, height};
        } finally {
          reader.dispose();
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new DataException(
          file.toString(), "a sound " + FORMATS + " image", String.valueOf(e.getMessage()), e);
    }
  }

  private Decoded read(Path file, byte[] content) throws IOException {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new DataException(
            file.toString(), "a " + FORMATS + " image", "some other format" + nature(content));
      }
      ImageReader reader = readers.next();
      AtomicBoolean cut = new AtomicBoolean();
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            // libjpeg fills what is missing with grey, and only warns
            if (warning.toLowerCase(Locale.ROOT).contains("truncated")) {
              cut.set(true);
            }
          });
      try {
        reader.setInput(stream, false, false);
        requireRoom(reader.getWidth(0), reader.getHeight(0));
        Decoded decoded =
            reader.getFormatName().equals(JPEG) ? jpeg(reader, content) : other(reader);
        if (cut.get()) {
          throw new IOException("it is cut short");
        }
        return decoded;
      } finally {
        reader.dispose();
      }
    }
  }

  /** A few damaged bytes may speak of any size. */
  private static void requireRoom(int width, int height) throws IOException {
    if ((long) width * height > MOST_PIXELS) {
      throw new IOException("%d x %d pixels, more than are read".formatted(width, height));
    }
  }

  private Decoded jpeg(ImageReader reader, byte[] content) throws IOException {
    if (JpegSegments.components(content) == 4) {
      Raster raster = reader.readRaster(0, null);
      boolean transformed = JpegSegments.adobeTransform(content) == 2;
      return new Decoded(Rasters.adobeCmyk(raster, transformed), false, false);
    }
    return Rasters.decoded(reader.read(0), background);
  }

  private Decoded other(ImageReader reader) throws IOException {
    Decoded first = Rasters.decoded(exactly(reader, framed(reader, reader.read(0))), background);
    boolean several = false;
    try {
      several = reader.getNumImages(true) > 1;
    } catch (IOException | RuntimeException unsoundRest) {
      // what follows the first image is not read
    }
    return new Decoded(first.pixels(), first.transparent(), several);
  }

  /** A GIF's frame on its canvas, which may be larger. */
  private static BufferedImage framed(ImageReader reader, BufferedImage frame) throws IOException {
    IIOMetadata all = reader.getStreamMetadata();
    if (!reader.getFormatName().equalsIgnoreCase("gif") || all == null) {
      return frame;
    }
    int width = number(all, "LogicalScreenDescriptor", "logicalScreenWidth", frame.getWidth());
    int height = number(all, "LogicalScreenDescriptor", "logicalScreenHeight", frame.getHeight());
    if (width <= frame.getWidth() && height <= frame.getHeight()) {
      return frame;
    }
    requireRoom(width, height);
    IIOMetadata own = reader.getImageMetadata(0);
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    int left = number(own, "ImageDescriptor", "imageLeftPosition", 0);
    int top = number(own, "ImageDescriptor", "imageTopPosition", 0);
    for (int y = 0; y < frame.getHeight() && top + y < height; y++) {
      for (int x = 0; x < frame.getWidth() && left + x < width; x++) {
        canvas.setRGB(left + x, top + y, frame.getRGB(x, y));
      }
    }
    return canvas;
  }

  /**
   * A TIFF with the palette that it holds: of its 16 bits the upper 8, which the JDK scales and
   * cuts off, so that nearly all colours are one less.
   */
  private static BufferedImage exactly(ImageReader reader, BufferedImage image) throws IOException {
    if (!(image.getColorModel() instanceof IndexColorModel palette)
        || !reader.getFormatName().toLowerCase(Locale.ROOT).startsWith("tif")) {
      return image;
    }
    TIFFField map =
        TIFFDirectory.createFromMetadata(reader.getImageMetadata(0))
            .getTIFFField(BaselineTIFFTagSet.TAG_COLOR_MAP);
    int colours = map == null ? 0 : map.getCount() / 3;
    if (colours == 0 || colours > palette.getMapSize()) {
      return image;
    }
    byte[][] planes = new byte[3][colours];
    for (int i = 0; i < 3 * colours; i++) {
      planes[i / colours][i % colours] = (byte) (map.getAsInt(i) >> 8);
    }
    return new BufferedImage(
        new IndexColorModel(palette.getPixelSize(), colours, planes[0], planes[1], planes[2]),
        image.getRaster(),
        false,
        null);
  }

  private static int number(IIOMetadata metadata, String node, String attribute, int otherwise) {
    NodeList found =
        ((org.w3c.dom.Element) metadata.getAsTree(metadata.getNativeMetadataFormatName()))
            .getElementsByTagName(node);
    if (found.getLength() == 0) {
      return otherwise;
    }
    return Integer.parseInt(found.item(0).getAttributes().getNamedItem(attribute).getNodeValue());
  }

  /** What content that is no image seems to be, where that helps. */
  private static String nature(byte[] content) {
    String head = new String(content, 0, Math.min(64, content.length), StandardCharsets.ISO_8859_1);
    if (head.startsWith("version https://git-lfs")) {
      return ": a pointer of Git LFS (git lfs pull)";
    }
    if (head.stripLeading().toLowerCase(Locale.ROOT).startsWith("<")) {
      return ": a page or other markup, as a failed download leaves it";
    }
    if (head.startsWith("ftyp", 4)) {
      return ": HEIC, AVIF or a film (convert it to PNG or JPEG)";
    }
    return "";
  }
}
