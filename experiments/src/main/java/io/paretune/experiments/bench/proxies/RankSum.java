package io.paretune.experiments.bench.proxies;

import io.paretune.hardware.yaml.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Several figures added by rank: each network's rank among those that were looked at, equal values
 * sharing theirs. Ranks and not values, since proxies have no common unit, and no weights, which
 * would have to be learned from labels.
 *
 * @param figures at least two, different
 */
public record RankSum(List<String> figures) {

  private static final String PLUS = "+";

  /** Copies and checks the names. */
  public RankSum {
    figures = List.copyOf(figures);
    if (figures.size() < 2 || figures.stream().distinct().count() < figures.size()) {
      throw new IllegalArgumentException(
          "ranks are added of two different figures or more, like swap+layers, got '"
              + String.join(PLUS, figures)
              + "'");
    }
  }

  /**
   * Reads one, such as {@code swap+participation}.
   *
   * @throws IllegalArgumentException if a figure is unknown, listing those that there are
   */
  public static RankSum parse(String text) {
    List<String> known = ProxyBench.figures();
    List<String> named = Arrays.stream(text.split("\\+", -1)).map(String::strip).toList();
    for (String name : named) {
      if (!known.contains(name)) {
        throw Nearest.unknown("figure", name, known);
      }
    }
    return new RankSum(named);
  }

  /** As {@link #parse} reads it. */
  public String name() {
    return figures.stream().collect(Collectors.joining(PLUS));
  }

  /** The sums, {@code double[rows]}. */
  double[] of(List<LookedAt> rows) {
    double[] sums = new double[rows.size()];
    NaturalRanking ranking = new NaturalRanking(TiesStrategy.AVERAGE);
    for (String figure : figures) {
      double[] ranks = ranking.rank(rows.stream().mapToDouble(r -> r.figure(figure)).toArray());
      Arrays.setAll(sums, i -> sums[i] + ranks[i]);
    }
    return sums;
  }
}
