package io.paretune.search.trial;

import java.util.Map;

/**
 * The conversation of an evaluation with its study, while the trial runs: {@code
 * io.paretune.search.study.ActiveTrial} in the study's process, a pipe to it in a worker's.
 */
public interface TrialChannel {

  /**
   * Reports an intermediate value of the first objective; stop the trial if the verdict says so.
   *
   * @param step how far the trial is, usually epochs trained, fine-tuning included
   * @param value the objective's value now, in its own direction
   */
  Verdict report(int step, double value);

  /**
   * Declares metrics that are known before the evaluation ends, usually before it trains; they are
   * judged together. Stop the trial if the verdict says so.
   *
   * @param metrics at least one, finite, by name; each in its own direction
   */
  Verdict declare(Map<String, Double> metrics);

  /**
   * Tells what was found of a trial before its dearest metrics are, and asks whether those must be
   * measured. Where the verdict is {@link Verdict.Foretold}, tell its values in their place, each
   * with a {@link Caveat.Kind#FORETOLD} of its reason.
   *
   * @param metrics at least one, finite, by name; each in its own direction and final
   */
  default Verdict settle(Map<String, Double> metrics) {
    return Verdict.keep();
  }

  /**
   * Says what is being done now, for people.
   *
   * @param phase a few words, such as {@code training}
   */
  void phase(String phase);

  /** Hears nothing and lets every trial go on. */
  static TrialChannel silent() {
    return new TrialChannel() {
      @Override
      public Verdict report(int step, double value) {
        return Verdict.keep();
      }

      @Override
      public Verdict declare(Map<String, Double> metrics) {
        return Verdict.keep();
      }

      @Override
      public void phase(String phase) {
        // nobody is watching
      }
    };
  }
}
