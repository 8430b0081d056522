package io.paretune.experiments.evaluation.finalists;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Orders in which the first ones of a row are spread over all of it. */
final class Spread {

  private Spread() {}

  /**
   * Some of a row at equal distances, half a distance from its ends.
   *
   * @param row each at its place
   * @param most at least 1
   * @return the row if it has no more than that
   */
  static <T> List<T> within(List<T> row, int most) {
    if (row.size() <= most) {
      return row;
    }
    return IntStream.range(0, most)
        .mapToObj(i -> row.get((int) ((2L * i + 1) * row.size() / (2L * most))))
        .toList();
  }

  /**
   * The ends, the middle, the middles of the halves, and so on.
   *
   * @param row each at its place
   * @return the same, each once
   */
  static <T> List<T> over(List<T> row) {
    Set<Integer> order = new LinkedHashSet<>();
    int last = row.size() - 1;
    for (int parts = 1; order.size() < row.size(); parts *= 2) {
      for (int i = 0; i <= parts; i++) {
        order.add((int) Math.round((double) last * i / parts));
      }
    }
    return order.stream().map(row::get).toList();
  }
}
