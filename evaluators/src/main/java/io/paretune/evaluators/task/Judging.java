package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;

/** Judges outputs as they come, a few examples at a time, so that not all must be kept. */
public interface Judging {

  /** Takes the outputs for the next examples, in order. */
  void add(Predictions some);

  /** How good all of them are. */
  Scores scores();
}
