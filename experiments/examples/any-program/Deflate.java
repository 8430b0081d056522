import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Packs the classes of java.lang in blocks, and says how small they become and how fast. */
public final class Deflate {

  private static final int ROUNDS = 5;

  private Deflate() {}

  /**
   * Prints a line of JSON with the result.
   *
   * @param arguments level, strategy, size of a block in KiB
   */
  public static void main(String[] arguments) throws IOException {
    int level = Integer.parseInt(arguments[0]);
    int strategy =
        switch (arguments[1]) {
          case "default" -> Deflater.DEFAULT_STRATEGY;
          case "filtered" -> Deflater.FILTERED;
          case "huffman-only" -> Deflater.HUFFMAN_ONLY;
          default -> throw new IllegalArgumentException("no strategy " + arguments[1]);
        };
    int block = Integer.parseInt(arguments[2]) * 1024;
    byte[] classes = classes();
    long packed = 0;
    double[] millis = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      packed = pack(classes, level, strategy, block);
      millis[round] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    System.out.println(
        "{\"objectives\": {\"ratio\": "
            + (double) classes.length / packed
            + ", \"ms\": "
            + millis[ROUNDS / 2]
            + "}, \"extras\": {\"bytes\": "
            + packed
            + "}}");
  }

  private static byte[] classes() throws IOException {
    Path packages = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(packages.resolve("java/lang"))) {
      List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
      for (Path file : sorted) {
        all.write(Files.readAllBytes(file));
      }
    }
    return all.toByteArray();
  }

  private static long pack(byte[] bytes, int level, int strategy, int block) {
    byte[] buffer = new byte[1 << 16];
    long packed = 0;
    for (int from = 0; from < bytes.length; from += block) {
      Deflater deflater = new Deflater(level);
      deflater.setStrategy(strategy);
      deflater.setInput(bytes, from, Math.min(block, bytes.length - from));
      deflater.finish();
      while (!deflater.finished()) {
        packed += deflater.deflate(buffer);
      }
      deflater.end();
    }
    return packed;
  }
}
