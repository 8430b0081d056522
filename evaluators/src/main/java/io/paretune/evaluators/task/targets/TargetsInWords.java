package io.paretune.evaluators.task.targets;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What is learned of data, for people: classes and how many examples of each, or numbers. */
public final class TargetsInWords {

  private static final int MOST_CLASSES = 12;

  private TargetsInWords() {}

  /** What is learned, and how it is spread over the parts. */
  public static String of(List<Targets> parts) {
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
}
