package io.paretune.experiments.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** A benchmark's rows in short: medians over the seeds. */
public final class Medians {

  /** What rows of several seeds have in common. */
  private record Group(String problem, String sampler, long evaluations) {}

  private Medians() {}

  /** A table for people, a line a problem, sampler and checkpoint. */
  public static String text(List<BenchRow> rows) {
    Map<Group, List<BenchRow>> groups = new LinkedHashMap<>();
    for (BenchRow row : rows) {
      Group group = new Group(row.problem(), row.sampler(), row.evaluations());
      groups.computeIfAbsent(group, same -> new ArrayList<>()).add(row);
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-28s %-12s %11s %5s %11s %9s %11s %11s%n",
            "medians",
            "sampler",
            "evaluations",
            "seeds",
            "hypervolume",
            "ratio",
            "regret",
            "cpu_ms"));
    groups.forEach((group, same) -> text.append(line(group, same)));
    return text.toString();
  }

  private static String line(Group group, List<BenchRow> rows) {
    return String.format(
        Locale.ROOT,
        "%-28s %-12s %11d %5d %11s %9s %11s %11s%n",
        group.problem(),
        group.sampler(),
        group.evaluations(),
        rows.size(),
        median(rows, row -> row.quality().hypervolume()),
        median(rows, row -> row.quality().ratio()),
        median(rows, row -> row.quality().regret()),
        median(rows, BenchRow::cpuMs));
  }

  private static String median(List<BenchRow> rows, Function<BenchRow, OptionalDouble> column) {
    double[] sorted =
        rows.stream().map(column).flatMapToDouble(value -> value.stream()).sorted().toArray();
    return sorted.length == 0 ? "" : String.format(Locale.ROOT, "%.5g", median(sorted));
  }

  /** The middle of sorted values, or the mean of the two in the middle; at least one. */
  static double median(double... sorted) {
    return DoubleStream.of(sorted[(sorted.length - 1) / 2], sorted[sorted.length / 2])
        .average()
        .orElseThrow();
  }
}
