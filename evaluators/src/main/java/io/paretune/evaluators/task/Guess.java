package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Scores;

/**
 * The best answer that is the same for every example.
 *
 * @param answer it, in words
 * @param scores how good it is
 * @param bound a value of the reported metric up to which a model is near guessing
 */
public record Guess(String answer, Scores scores, double bound) {

  /**
   * What guessing gets, in words.
   *
   * @param metric of the task
   */
  public String words(Metric metric) {
    return metric.text(scores.of(metric)) + " (" + answer + ")";
  }
}
