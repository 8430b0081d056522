package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.InputShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What data became, for people: how many examples of what, in which shape.
 *
 * @param name of the data
 * @param place where they lie: a path, or a name
 * @param stored what an example is, and where all are
 * @param parts training, validation, test, and what is learned of them
 * @param scaled what is done to raw values
 */
public record DataSummary(String name, String place, Stored stored, Parts parts, Scaled scaled) {

  private static final int MOST_CHANNELS = 4;

  /**
   * Examples as they are kept.
   *
   * @param shape of an example
   * @param bytes whether values are bytes, and not floats
   * @param onHeap bytes that the values take in each process
   * @param elsewhere bytes that they take otherwise
   * @param where that is, in words
   */
  public record Stored(
      InputShape shape, boolean bytes, long onHeap, long elsewhere, String where) {}

  /**
   * What examples are for.
   *
   * @param all training, validation, test
   * @param learned what is learned of them, a line
   */
  public record Parts(List<Part> all, String learned) {

    /** Copies the list. */
    public Parts {
      all = List.copyOf(all);
    }
  }

  /**
   * What becomes of raw values.
   *
   * @param by what is done to them
   * @param measured whether that was measured on the training part
   */
  public record Scaled(Preprocessing by, boolean measured) {}

  /**
   * A part.
   *
   * @param name of it
   * @param size how many examples it has
   * @param divided whether it is a share of the source's training part
   */
  public record Part(String name, int size, boolean divided) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,d for %s", size, name) + (divided ? " (split off)" : "");
    }
  }

  /** The lines, of which the first says what they are about. Looks at the files for their size. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "data %s: %s"
            .formatted(name, String.join(", ", parts.all().stream().map(Part::toString).toList())));
    List<String> sizes = new ArrayList<>();
    if (stored.onHeap() > 0) {
      sizes.add(size(stored.onHeap()) + " in memory");
    }
    if (stored.elsewhere() > 0) {
      sizes.add(size(stored.elsewhere()) + " " + stored.where());
    }
    onDisk().ifPresent(size -> sizes.add(size(size) + " on disk"));
    lines.add(
        stored.shape().isText()
            ? "  texts of %s; %s".formatted(stored.shape(), String.join(", ", sizes))
            : "  shape %s of %s; %s"
                .formatted(
                    stored.shape(), stored.bytes() ? "bytes" : "floats", String.join(", ", sizes)));
    lines.add("  " + parts.learned());
    if (!stored.shape().isText()) {
      lines.add("  preprocessing " + inWords());
    }
    return lines;
  }

  private String inWords() {
    double scale = 1 / scaled.by().scale();
    String divided =
        scale == 1
            ? "raw"
            : "raw / " + (Math.rint(scale) == scale ? (long) scale : String.valueOf(scale));
    String formula =
        scaled.by().mean().size() > MOST_CHANNELS
            ? "(%s - mean) / std of each of %d channels"
                .formatted(divided, scaled.by().mean().size())
            : "(%s - %s) / %s"
                .formatted(divided, rounded(scaled.by().mean()), rounded(scaled.by().std()));
    return formula + (scaled.measured() ? ", measured on the training examples" : ", as given");
  }

  private static String rounded(List<Double> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.4g", value))
        .toList()
        .toString();
  }

  private Optional<Long> onDisk() {
    try {
      Path path = Path.of(place);
      if (!Files.exists(path)) {
        return Optional.empty();
      }
      try (Stream<Path> files = Files.walk(path)) {
        return Optional.of(files.filter(Files::isRegularFile).mapToLong(DataSummary::length).sum());
      }
    } catch (IOException | InvalidPathException notThere) {
      return Optional.empty();
    }
  }

  private static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }

  private static String size(long bytes) {
    if (bytes < 10 * 1024) {
      return bytes + " bytes";
    }
    int shift = bytes < 10L << 20 ? 10 : bytes < 10L << 30 ? 20 : 30;
    String unit = shift == 10 ? "KiB" : shift == 20 ? "MiB" : "GiB";
    return String.format(Locale.ROOT, "%,d %s", bytes >> shift, unit);
  }
}
