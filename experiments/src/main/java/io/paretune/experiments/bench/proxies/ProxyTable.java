package io.paretune.experiments.bench.proxies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * What looks come to: how alike each figure, and each sum of ranks, orders the networks and the
 * labels do, by Kendall's tau-b.
 *
 * @param key the name of the first column, as in the published table, so that the two can be joined
 * @param sums of ranks
 */
public record ProxyTable(String key, List<RankSum> sums) {

  /** Copies the list. */
  public ProxyTable {
    sums = List.copyOf(sums);
  }

  /** The CSV's first line, without its end. */
  public String header() {
    return Stream.of(List.of(key), ProxyBench.figures(), List.of("seconds", "label"))
        .flatMap(List::stream)
        .collect(Collectors.joining(","));
  }

  /** The line of a network, without its end. */
  public String csv(LookedAt row) {
    List<String> cells = new ArrayList<>(List.of(row.key()));
    row.figures().values().forEach(figure -> cells.add(number(figure)));
    cells.add(String.format(Locale.ROOT, "%.4f", row.seconds()));
    cells.add(number(row.label()));
    return String.join(",", cells);
  }

  /** Counts as whole numbers, others as Java writes them, so that they read back exactly. */
  private static String number(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
    return whole ? Long.toString((long) number) : Double.toString(number);
  }

  /** Tau by figure, then by sum of ranks; not a number for a constant figure. */
  public Map<String, Double> taus(List<LookedAt> rows) {
    double[] labels = rows.stream().mapToDouble(LookedAt::label).toArray();
    KendallsCorrelation kendall = new KendallsCorrelation();
    Map<String, Double> taus = new LinkedHashMap<>();
    for (String figure : ProxyBench.figures()) {
      double[] values = rows.stream().mapToDouble(row -> row.figure(figure)).toArray();
      taus.put(figure, kendall.correlation(values, labels));
    }
    sums.forEach(sum -> taus.put(sum.name(), kendall.correlation(sum.of(rows), labels)));
    return taus;
  }

  /** The same for people, with what a look costs. */
  public String text(List<LookedAt> rows) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "Kendall's tau-b with the label, %d networks%n", rows.size()));
    taus(rows)
        .forEach(
            (name, tau) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%-44s %s%n",
                        name,
                        Double.isNaN(tau) ? "constant" : "%.3f".formatted(tau))));
    double[] seconds = rows.stream().mapToDouble(LookedAt::seconds).toArray();
    Median median = new Median();
    text.append(
        String.format(
            Locale.ROOT,
            "all proxies of a network: %.3f s of processor time in the median, %.3f s at most of"
                + " nine in ten%n",
            median.evaluate(seconds),
            median.evaluate(seconds, 90)));
    return text.toString();
  }
}
