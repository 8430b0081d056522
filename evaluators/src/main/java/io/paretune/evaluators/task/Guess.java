package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Scores;

/**
 * The best answer that is the same for every example.
 *
 * @param answer it, in words
 * @param scores how good it is
 * @param bound a value of the reported metric up to which a model is near guessing
 * @param balance how examples are spread over classes or labels, in a few words, where that makes
 *     scores hard to read; else empty
 */
public record Guess(String answer, Scores scores, double bound, String balance) {

  /** A guess on examples whose spread needs no word. */
  public Guess(String answer, Scores scores, double bound) {
    this(answer, scores, bound, "");
  }

  /**
   * What guessing gets, in words.
   *
   * @param metric of the task
   */
  public String words(Metric metric) {
    return metric.text(scores.of(metric)) + " (" + answer + ")";
  }

  /** The same in a line of its own, with how examples are spread. */
  public String line(Metric metric) {
    return "guessing gets %s %s%s"
        .formatted(metric.name(), words(metric), balance.isEmpty() ? "" : "; " + balance);
  }
}
