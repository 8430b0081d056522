package io.paretune.evaluators.data.source;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * A directory of class folders with PNG or JPEG images: {@code CLASS/*.png}, or {@code
 * train/CLASS/*.png} with {@code val/} and {@code test/} beside it. Classes are numbered by name.
 * All images must have one size unless a side is given, to which they are then scaled (bilinear).
 * If every image is grey there is one channel, else three (red, green, blue).
 */
public final class FolderSource {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg");

  private FolderSource() {}

  /**
   * Reads the directory.
   *
   * @param side the side in pixels to which images are scaled, or 0 to keep them
   * @throws DataException if there are no class folders or a file is not a sound image
   */
  public static SourceData read(Path directory, int side) {
    String name = String.valueOf(directory.getFileName());
    Path train = directory.resolve("train");
    if (!Files.isDirectory(train)) {
      Part all = Part.load(directory, List.of(), side);
      return new SourceData(name, all.examples(all.grey), Optional.empty(), Optional.empty());
    }
    return read(
        name, train, existing(directory, "val", "validation"), existing(directory, "test"), side);
  }

  /** Reads directories of class folders whatever their names. */
  static SourceData read(
      String name, Path train, Optional<Path> validation, Optional<Path> test, int side) {
    Part first = Part.load(train, List.of(), side);
    List<Part> parts = new ArrayList<>(List.of(first));
    validation.ifPresent(path -> parts.add(Part.load(path, first.classNames, side)));
    test.ifPresent(path -> parts.add(Part.load(path, first.classNames, side)));
    boolean grey = parts.stream().allMatch(part -> part.grey);
    for (Part part : parts) {
      if (part.width != first.width || part.height != first.height) {
        throw new DataException(
            part.directory.toString(),
            "images of " + first.width + "x" + first.height + " as in train (or give a size)",
            part.width + "x" + part.height);
      }
    }
    return new SourceData(
        name,
        first.examples(grey),
        validation.map(path -> parts.get(1).examples(grey)),
        test.map(path -> parts.get(parts.size() - 1).examples(grey)));
  }

  private static Optional<Path> existing(Path directory, String... names) {
    for (String name : names) {
      if (Files.isDirectory(directory.resolve(name))) {
        return Optional.of(directory.resolve(name));
      }
    }
    return Optional.empty();
  }

  /** The images of one part, kept as interleaved colour until it is known whether all are grey. */
  private static final class Part {
    private final Path directory;
    private final List<String> classNames;
    private final int side;
    private final List<byte[]> images = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private boolean grey = true;
    private int width;
    private int height;

    private Part(Path directory, List<String> classNames, int side) {
      this.directory = directory;
      this.classNames = classNames;
      this.side = side;
    }

    static Part load(Path directory, List<String> knownClasses, int side) {
      List<Path> folders = Listing.of(directory).stream().filter(Files::isDirectory).toList();
      if (folders.isEmpty()) {
        throw new DataException(directory.toString(), "a folder for each class", "no folder");
      }
      List<String> found = folders.stream().map(path -> path.getFileName().toString()).toList();
      List<String> classes = knownClasses.isEmpty() ? found : knownClasses;
      Set<String> unknown = new HashSet<>(found);
      classes.forEach(unknown::remove);
      if (!unknown.isEmpty()) {
        throw new DataException(
            directory.toString(), "the class folders of train, " + classes, "also " + unknown);
      }
      Part part = new Part(directory, classes, side);
      for (Path folder : folders) {
        part.loadClass(folder, classes.indexOf(folder.getFileName().toString()));
      }
      return part;
    }

    private void loadClass(Path folder, int label) {
      List<Path> files = Listing.of(folder);
      if (files.isEmpty()) {
        throw new DataException(folder.toString(), "PNG or JPEG images", "an empty folder");
      }
      for (Path file : files) {
        String name = file.getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!ENDINGS.contains(ending)) {
          throw new DataException(folder.toString(), "only PNG and JPEG images", name);
        }
        add(file, label);
      }
    }

    private void add(Path file, int label) {
      BufferedImage image = scaled(decode(file));
      if (images.isEmpty()) {
        width = image.getWidth();
        height = image.getHeight();
      } else if (image.getWidth() != width || image.getHeight() != height) {
        throw new DataException(
            file.toString(),
            "an image of " + width + "x" + height + " like the ones before it (or give a size)",
            image.getWidth() + "x" + image.getHeight());
      }
      images.add(planes(image));
      labels.add(label);
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
      byte[] planes = new byte[3 * area];
      int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
      for (int i = 0; i < area; i++) {
        planes[i] = (byte) (colours[i] >> 16);
        planes[area + i] = (byte) (colours[i] >> 8);
        planes[2 * area + i] = (byte) colours[i];
      }
      return planes;
    }

    Examples examples(boolean asGrey) {
      int channels = asGrey ? 1 : 3;
      int area = width * height;
      long total = (long) images.size() * channels * area;
      if (total > Integer.MAX_VALUE - 16) {
        throw new DataException(
            directory.toString(),
            "at most 2 GiB of pixels (give a smaller size)",
            total + " bytes");
      }
      byte[] pixels = new byte[(int) total];
      for (int i = 0; i < images.size(); i++) {
        byte[] image = images.set(i, new byte[0]);
        for (int c = 0; c < channels; c++) {
          int plane = image.length == area ? 0 : c * area;
          System.arraycopy(image, plane, pixels, (i * channels + c) * area, area);
        }
      }
      int[] classes = labels.stream().mapToInt(Integer::intValue).toArray();
      return Examples.ofBytes(new InputShape(channels, height, width), classNames, pixels, classes);
    }
  }
}
