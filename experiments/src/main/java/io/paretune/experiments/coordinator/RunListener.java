package io.paretune.experiments.coordinator;

import io.paretune.search.trial.Trial;

/** Hears what happens in a run. Called by several threads, one at a time. */
public interface RunListener {

  /** A trial ended or was given back. */
  void trialChanged(Trial trial);

  /** A worker is at something else now. */
  void doing(int worker, String phase);

  /** Something that people should know but that does not end the run. */
  void warned(String message);

  /** Hears nothing. */
  static RunListener silent() {
    return new RunListener() {
      @Override
      public void trialChanged(Trial trial) {
        // nobody is watching
      }

      @Override
      public void doing(int worker, String phase) {
        // nobody is watching
      }

      @Override
      public void warned(String message) {
        // nobody is watching
      }
    };
  }
}
