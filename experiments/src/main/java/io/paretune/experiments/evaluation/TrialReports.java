package io.paretune.experiments.evaluation;

import io.paretune.evaluators.task.score.Metric;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known beforehand of what trials report while they run; pruners are read with it.
 *
 * @param steps after which every trial ends, fine-tuning included; empty if nobody said so
 * @param metric what trials report that are networks; empty where trials report the first
 *     objective, whatever that is, and declare what they like
 * @param predicted whether a table tells the latency of networks before they train
 */
public record TrialReports(OptionalInt steps, Optional<Metric> metric, boolean predicted) {

  /** Of trials that report the first objective, if anything. */
  public static TrialReports ofFirstObjective(OptionalInt steps) {
    return new TrialReports(steps, Optional.empty(), false);
  }
}
