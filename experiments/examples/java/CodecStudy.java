import io.paretune.search.space.type.LogRange;
import io.paretune.search.space.type.Range;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** No network at all: which settings of the JDK's compressor are worth their time. */
public final class CodecStudy {

  /** A setting of {@link Deflater}. */
  record Codec(@LogRange(min = 64, max = 1 << 16) int buffer, boolean raw, Method method) {}

  sealed interface Method {
    int level();

    int strategy();
  }

  /** Repetitions are looked for, as hard as the level says. */
  record Matching(@Range(min = 1, max = 9) int level, Filter filter) implements Method {
    @Override
    public int strategy() {
      return filter == Filter.FILTERED ? Deflater.FILTERED : Deflater.DEFAULT_STRATEGY;
    }
  }

  enum Filter {
    USUAL,
    FILTERED
  }

  /** Only frequent bytes become short: there is no level to choose. */
  record HuffmanOnly() implements Method {
    @Override
    public int level() {
      return Deflater.DEFAULT_COMPRESSION;
    }

    @Override
    public int strategy() {
      return Deflater.HUFFMAN_ONLY;
    }
  }

  public static void main(String[] arguments) throws IOException {
    byte[] bytes = classFiles();
    Study<Codec> study =
        Study.of(Codec.class).maximize("ratio").minimize("time", "ms").seed(7).start();
    study.optimize(
        (codec, trial) -> {
          double[] millis = new double[5];
          long size = 0;
          for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            size = compressed(bytes, codec);
            millis[i] = (System.nanoTime() - start) / 1e6;
          }
          Arrays.sort(millis);
          return trial.measured((double) bytes.length / size, millis[2]);
        },
        Budget.trials(60));
    study
        .paretoFront()
        .forEach(
            member ->
                System.out.println(
                    member.value() + " " + member.trial().measurement().orElseThrow().metrics()));
  }

  /** Real bytes that every JDK has: the first hundred classes of java.util. */
  private static byte[] classFiles() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(Path.of(URI.create("jrt:/java.base/java/util")))) {
      List<Path> classes = files.filter(Files::isRegularFile).sorted().limit(100).toList();
      for (Path file : classes) {
        all.write(Files.readAllBytes(file));
      }
    }
    return all.toByteArray();
  }

  private static long compressed(byte[] bytes, Codec codec) {
    Deflater deflater = new Deflater(codec.method().level(), codec.raw());
    try {
      deflater.setStrategy(codec.method().strategy());
      deflater.setInput(bytes);
      deflater.finish();
      byte[] buffer = new byte[codec.buffer()];
      while (!deflater.finished()) {
        deflater.deflate(buffer);
      }
      return deflater.getBytesWritten();
    } finally {
      deflater.end();
    }
  }
}
