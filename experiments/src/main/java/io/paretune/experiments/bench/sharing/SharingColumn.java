package io.paretune.experiments.bench.sharing;

import io.paretune.evaluators.task.score.Metric;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A column of the table.
 *
 * @param name in the CSV
 * @param title for people
 * @param value of a network; empty where it has none
 * @param least whether less is better; of counters, more is taken to be
 */
record SharingColumn(
    String name, String title, Function<SharingRow, OptionalDouble> value, boolean least) {

  static final String LABEL = "label";

  /** Those of a measurement, in the order of the CSV. */
  static List<SharingColumn> of(Metric reported, boolean labels) {
    boolean least = !reported.isBetter(1, 0);
    return Stream.of(
            new SharingColumn(
                "shared",
                "shared " + reported.name(),
                row -> OptionalDouble.of(row.shared().score()),
                least),
            new SharingColumn("alone", "alone " + reported.name(), SharingRow::alone, least),
            counter("parameters", SharingRow.Counts::parameters),
            counter("multiply-adds", SharingRow.Counts::multiplyAdds),
            counter("layers", SharingRow.Counts::layers),
            new SharingColumn(LABEL, "published label", SharingRow::label, false),
            new SharingColumn(
                "shared-log-loss", "shared log-loss", row -> row.shared().logLoss(), true))
        .filter(column -> labels || !column.name().equals(LABEL))
        .toList();
  }

  private static SharingColumn counter(String name, Function<SharingRow.Counts, Long> count) {
    return new SharingColumn(
        name, name, row -> OptionalDouble.of(count.apply(row.counts())), false);
  }

  /** Whether every network has a value. */
  boolean full(List<SharingRow> rows) {
    return rows.stream().allMatch(row -> value.apply(row).isPresent());
  }

  /** The values of all networks, the better the higher. */
  double[] goodness(List<SharingRow> rows) {
    return rows.stream()
        .mapToDouble(row -> value.apply(row).orElseThrow() * (least ? -1 : 1))
        .toArray();
  }
}
