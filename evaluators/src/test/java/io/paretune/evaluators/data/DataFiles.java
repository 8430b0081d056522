package io.paretune.evaluators.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** Writes small data files, sound ones, for the tests to damage. */
final class DataFiles {
  private DataFiles() {}

  static byte[] idxImages(int count, int height, int width) {
    ByteBuffer file = ByteBuffer.allocate(16 + count * height * width);
    file.putInt(0x803).putInt(count).putInt(height).putInt(width);
    for (int i = 0; i < count * height * width; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  static byte[] idxLabels(int... labels) {
    ByteBuffer file = ByteBuffer.allocate(8 + labels.length);
    file.putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      file.put((byte) label);
    }
    return file.array();
  }

  /** A sound IDX directory: twelve 2x3 training images and four test images in two classes. */
  static Path idx(Path directory) throws IOException {
    Files.write(directory.resolve("train-images-idx3-ubyte"), idxImages(12, 2, 3));
    Files.write(
        directory.resolve("train-labels-idx1-ubyte.gz"),
        gzip(idxLabels(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1)));
    Files.write(directory.resolve("t10k-images-idx3-ubyte.gz"), gzip(idxImages(4, 2, 3)));
    Files.write(directory.resolve("t10k-labels-idx1-ubyte"), idxLabels(1, 0, 1, 0));
    return directory;
  }

  static byte[] cifar(int... labels) {
    ByteBuffer file = ByteBuffer.allocate(labels.length * 3073);
    for (int label : labels) {
      file.put((byte) label);
      for (int i = 0; i < 3072; i++) {
        file.put((byte) (i / 1024 * 100 + label));
      }
    }
    return file.array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  static byte[] cut(byte[] content) {
    return Arrays.copyOf(content, content.length * 2 / 3);
  }

  static void image(Path file, int side, boolean grey, int colour) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    BufferedImage image =
        new BufferedImage(
            side, side, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      if (grey) {
        image.getRaster().setSample(i % side, i / side, 0, colour);
      } else {
        image.setRGB(i % side, i / side, colour);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
