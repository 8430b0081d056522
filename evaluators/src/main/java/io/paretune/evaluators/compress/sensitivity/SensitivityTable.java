package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.task.score.Metric;
import java.util.Comparator;
import java.util.List;

/**
 * What each change to each block costs.
 *
 * @param before the model as it came
 * @param examples that answers were compared on
 * @param metric what the scores are
 * @param divergenceUnit what divergences are measured in
 * @param rows in the network's order of blocks; changes that a block does not allow, or that would
 *     remove nothing, are absent
 */
public record SensitivityTable(
    Effect before, int examples, Metric metric, String divergenceUnit, List<Sensitivity> rows) {

  /** Copies the list. */
  public SensitivityTable {
    rows = List.copyOf(rows);
  }

  /** The changes that were made, in the order in which they were asked for. */
  public List<String> changes() {
    return rows.stream().map(Sensitivity::change).distinct().toList();
  }

  /**
   * The rows of a change whose files are smaller, the cheapest first: that of the least divergence
   * for each byte saved.
   */
  public List<Sensitivity> cheapest(String change) {
    return rows.stream()
        .filter(row -> row.change().equals(change) && row.savedBytes() > 0)
        .sorted(Comparator.comparingDouble(row -> row.after().divergence() / row.savedBytes()))
        .toList();
  }
}
