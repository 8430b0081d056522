package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.MaskTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import io.paretune.evaluators.task.targets.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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

  private static final int MOST_CLASSES = 12;
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

  /** What is learned, and how it is spread over the parts. */
  static String learned(List<Targets> parts) {
    Targets train = parts.get(0);
    if (train instanceof ClassTargets) {
      return classes(parts.stream().map(part -> ((ClassTargets) part).counts()).toList(), train);
    }
    if (train instanceof NumberTargets numbers) {
      DoubleSummaryStatistics values =
          IntStream.range(0, numbers.size()).mapToDouble(numbers::at).summaryStatistics();
      return String.format(
          Locale.ROOT,
          "number '%s' from %.4g to %.4g, mean %.4g",
          numbers.names().get(0),
          values.getMin(),
          values.getMax(),
          values.getAverage());
    }
    if (train instanceof MaskTargets masks) {
      return masks(masks);
    }
    LabelTargets labels = (LabelTargets) train;
    List<String> shares = new ArrayList<>();
    for (int l = 0; l < labels.names().size() && l < MOST_CLASSES; l++) {
      int label = l;
      long set = IntStream.range(0, labels.size()).filter(i -> labels.at(i, label)).count();
      shares.add("%s %d".formatted(labels.names().get(l), set));
    }
    return labels.names().size() + " labels, by examples of train: " + String.join(", ", shares);
  }

  private static String masks(MaskTargets masks) {
    long[] counts = masks.counts();
    double all = Math.max(1, LongStream.of(counts).sum());
    List<String> shares = new ArrayList<>();
    for (int c = 0; c < counts.length && c < MOST_CLASSES; c++) {
      shares.add(
          String.format(Locale.ROOT, "%s %.1f %%", masks.names().get(c), 100 * counts[c] / all));
    }
    return "masks of %d classes, by pixels of train: %s"
        .formatted(counts.length, String.join(", ", shares));
  }

  private static String classes(List<int[]> counts, Targets train) {
    List<String> names = train.names();
    if (names.size() > MOST_CLASSES) {
      var spread = IntStream.of(counts.get(0)).summaryStatistics();
      return "%d classes, %s to %s, of %d to %d examples in train"
          .formatted(
              names.size(),
              names.get(0),
              names.get(names.size() - 1),
              spread.getMin(),
              spread.getMax());
    }
    List<String> words = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      int place = c;
      words.add(
          names.get(c)
              + " "
              + String.join(
                  "/", counts.stream().map(part -> String.valueOf(part[place])).toList()));
    }
    return "%d classes, examples by part: %s".formatted(names.size(), String.join(", ", words));
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
