package io.paretune.tests.training;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Data of any size for {@link ImageTraining} and {@link TableTraining}, and what reading images
 * takes at least: {@code images FOLDER COUNT SIDE CLASSES} writes JPEGs into folders of classes, a
 * few hundred pictures whose files differ in a comment; {@code table FILE ROWS COLUMNS CLASSES}
 * writes CSV; {@code decode FOLDER THREADS} prints how many images a second ImageIO alone decodes.
 */
public final class GeneratedData {
  private static final int PICTURES = 256;
  private static final int SHAPES = 24;

  private GeneratedData() {}

  /** Writes or reads them. */
  public static void main(String[] arguments) throws Exception {
    Path place = Path.of(arguments[1]);
    int[] numbers =
        Arrays.stream(arguments, 2, arguments.length).mapToInt(Integer::parseInt).toArray();
    switch (arguments[0]) {
      case "images" -> images(place, numbers[0], numbers[1], numbers[2]);
      case "table" -> table(place, numbers[0], numbers[1], numbers[2]);
      case "decode" -> decode(place, numbers[0]);
      default -> throw new IllegalArgumentException("images, table or decode: " + arguments[0]);
    }
  }

  private static void images(Path folder, int count, int side, int classes) throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    for (int p = 0; p < PICTURES; p++) {
      pictures.add(picture(p, side));
    }
    for (int c = 0; c < classes; c++) {
      Files.createDirectories(folder.resolve("class" + c));
    }
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve("class%d/%06d.jpg".formatted(i % classes, i));
      Files.write(file, commented(pictures.get(i % PICTURES), i));
    }
  }

  /** Shapes, which compress about as photographs do. */
  private static byte[] picture(int number, int side) throws IOException {
    Random random = new Random(number);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    for (int s = 0; s < SHAPES; s++) {
      pen.setColor(new Color(random.nextInt(1 << 24)));
      pen.fillOval(
          random.nextInt(side) - side / 8,
          random.nextInt(side) - side / 8,
          1 + random.nextInt(side / 2),
          1 + random.nextInt(side / 2));
    }
    pen.dispose();
    for (int p = 0; p < side * side; p++) {
      int noise = random.nextInt(1 << 12) & 0x0f0f0f;
      image.setRGB(p % side, p / side, image.getRGB(p % side, p / side) ^ noise);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    return out.toByteArray();
  }

  /** The file with a comment (marker FFFE) of four bytes after its beginning. */
  private static byte[] commented(byte[] jpeg, int number) {
    byte[] comment = {
      (byte) 0xff,
      (byte) 0xfe,
      0,
      6,
      (byte) (number >>> 24),
      (byte) (number >>> 16),
      (byte) (number >>> 8),
      (byte) number
    };
    byte[] all = new byte[jpeg.length + comment.length];
    System.arraycopy(jpeg, 0, all, 0, 2);
    System.arraycopy(comment, 0, all, 2, comment.length);
    System.arraycopy(jpeg, 2, all, 2 + comment.length, jpeg.length - 2);
    return all;
  }

  private static void table(Path file, int rows, int columns, int classes) throws IOException {
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int c = 0; c < columns; c++) {
        out.write("x" + c + ",");
      }
      out.write("label\n");
      for (int r = 0; r < rows; r++) {
        StringBuilder line = new StringBuilder();
        int sum = 0;
        for (int c = 0; c < columns; c++) {
          // as in forest cover types: ten columns of numbers, the rest yes or no
          int value = c < 10 ? random.nextInt(4000) : random.nextInt(2);
          sum += c < 10 ? value : 0;
          line.append(value).append(',');
        }
        out.write(line.append(sum / 1000 % classes).append('\n').toString());
      }
    }
  }

  private static void decode(Path folder, int threads)
      throws IOException, InterruptedException, ExecutionException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.toString().endsWith(".jpg")).toList();
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long began = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (Path file : files) {
      running.add(pool.submit(() -> pixels(file)));
    }
    for (Future<?> each : running) {
      each.get();
    }
    pool.shutdown();
    ImageTraining.line("ImageIO alone, %d threads".formatted(threads), began, files.size());
  }

  private static int pixels(Path file) {
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
