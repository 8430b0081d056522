package io.paretune.evaluators.trial;

import io.paretune.search.pruner.Verdict;
import java.util.Map;

/** Hears how far a trial is. */
public interface TrialProgress {

  /**
   * The task's reported metric on the validation split after an epoch.
   *
   * @param epoch from 1, fine-tuning included
   * @return whether to go on
   */
  Verdict report(int epoch, double score);

  /**
   * What is known of the trial before it trains.
   *
   * @param metrics by their names in {@link Metrics}
   * @return whether to go on
   */
  Verdict know(Map<String, Double> metrics);

  /** What is being done now, in a few words. */
  void doing(String phase);

  /** Hears nothing and goes on. */
  static TrialProgress silent() {
    return new TrialProgress() {
      @Override
      public Verdict report(int epoch, double score) {
        return Verdict.keep();
      }

      @Override
      public Verdict know(Map<String, Double> metrics) {
        return Verdict.keep();
      }

      @Override
      public void doing(String phase) {
        // nobody is watching
      }
    };
  }
}
