package io.paretune.experiments.bench.sharing;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.experiments.bench.BenchRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;

/**
 * What rows come to: how alike each column ranks the networks and what they were trained or
 * labelled with does, by Kendall's tau-b (Kendall 1945, doi:10.1093/biomet/33.3.239), which is 1
 * where all pairs are ranked alike and -1 where none is. Less is better of a loss, and its tau is
 * turned round accordingly.
 */
public final class RankTable {

  /** Networks that a search would look at more closely. */
  private static final int FAVOURITES = 10;

  private final Metric reported;
  private final List<SharingColumn> columns;

  /**
   * @param reported the task's metric
   * @param labels whether networks have one
   */
  public RankTable(Metric reported, boolean labels) {
    this.reported = reported;
    this.columns = SharingColumn.of(reported, labels);
  }

  /** The first line of the CSV, without its end. */
  public String header() {
    return Stream.concat(Stream.of("network"), columns.stream().map(SharingColumn::name))
        .collect(Collectors.joining(","));
  }

  /** The line of a network, without its end; an empty cell where it has no value. */
  public String csv(SharingRow row) {
    return Stream.concat(
            Stream.of(BenchRow.quoted(row.network())),
            columns.stream().map(column -> number(column.value().apply(row))))
        .collect(Collectors.joining(","));
  }

  /** What a network came to, for people. */
  public String words(SharingRow row) {
    StringBuilder words = new StringBuilder();
    words.append("shared ").append(reported.name()).append(' ');
    words.append(reported.text(row.shared().score()));
    row.shared().logLoss().ifPresent(loss -> words.append(", ").append(Metric.LOG_LOSS.text(loss)));
    row.alone().ifPresent(alone -> words.append(", alone ").append(reported.text(alone)));
    row.label().ifPresent(label -> words.append(String.format(Locale.ROOT, ", label %.2f", label)));
    return words.toString();
  }

  /**
   * A line for each of {@code alone} and {@code label} that the networks have, called {@code
   * tau-alone} and {@code tau-label}: tau of each column; {@code nan} if one of the two is
   * constant.
   */
  public List<String> taus(List<SharingRow> rows) {
    List<String> lines = new ArrayList<>();
    for (SharingColumn truth : truths(rows)) {
      lines.add(
          Stream.concat(
                  Stream.of("tau-" + truth.name()),
                  columns.stream().map(column -> number(tau(column, truth, rows))))
              .collect(Collectors.joining(",")));
    }
    return lines;
  }

  /** The same as a table for people, with what the favourites of the shared network are worth. */
  public String text(List<SharingRow> rows) {
    List<SharingColumn> truths = truths(rows);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%-40s", "Kendall's tau-b over %d networks".formatted(rows.size())));
    truths.forEach(truth -> text.append(String.format(Locale.ROOT, "%18s", truth.title())));
    text.append('\n');
    for (SharingColumn column : columns) {
      if (column.full(rows)) {
        text.append(String.format(Locale.ROOT, "%-40s", column.title()));
        for (SharingColumn truth : truths) {
          text.append(String.format(Locale.ROOT, "%18s", cell(column, truth, rows)));
        }
        text.append('\n');
      }
    }
    truths.forEach(truth -> text.append(favourites(truth, rows)));
    return text.toString();
  }

  /** Counts as whole numbers, others as Java writes them, so that they read back exactly. */
  private static String number(OptionalDouble value) {
    if (value.isEmpty()) {
      return "";
    }
    double number = value.getAsDouble();
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
    return Double.isNaN(number)
        ? "nan"
        : whole ? Long.toString((long) number) : Double.toString(number);
  }

  private List<SharingColumn> truths(List<SharingRow> rows) {
    return columns.stream()
        .filter(
            column -> column.name().equals("alone") || column.name().equals(SharingColumn.LABEL))
        .filter(column -> column.full(rows))
        .toList();
  }

  private static String cell(SharingColumn column, SharingColumn truth, List<SharingRow> rows) {
    if (column.equals(truth)) {
      return "-";
    }
    double tau = tau(column, truth, rows).orElseThrow();
    return Double.isNaN(tau) ? "constant" : String.format(Locale.ROOT, "%.3f", tau);
  }

  private static OptionalDouble tau(
      SharingColumn column, SharingColumn truth, List<SharingRow> rows) {
    return column.full(rows)
        ? OptionalDouble.of(tau(column.goodness(rows), truth.goodness(rows)))
        : OptionalDouble.empty();
  }

  /** Not a number if all values of one of the two are equal. */
  static double tau(double[] one, double[] other) {
    return new KendallsCorrelation().correlation(one, other);
  }

  /** The best truth among the networks that the shared one likes best, beside the best of all. */
  private String favourites(SharingColumn truth, List<SharingRow> rows) {
    SharingColumn last = columns.get(columns.size() - 1);
    SharingColumn judge = last.full(rows) ? last : columns.get(0);
    double[] liked = judge.goodness(rows);
    double[] worth = truth.goodness(rows);
    List<Integer> order =
        Stream.iterate(0, i -> i + 1)
            .limit(rows.size())
            .sorted(Comparator.comparingDouble(i -> -liked[i]))
            .toList();
    int count = Math.min(FAVOURITES, rows.size());
    double best = order.subList(0, count).stream().mapToDouble(i -> worth[i]).max().orElseThrow();
    double most = order.stream().mapToDouble(i -> worth[i]).max().orElseThrow();
    return String.format(
        Locale.ROOT,
        "best %s of the %d with the best %s: %.4f; of all %d: %.4f%n",
        truth.title(),
        count,
        judge.title(),
        Math.abs(best),
        rows.size(),
        Math.abs(most));
  }
}
