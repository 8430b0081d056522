package io.paretune.experiments.run;

import java.time.Duration;

/** How much time is left for work of several pieces. */
public interface TimeLeft {

  /** Whether a piece may begin that is expected to take so long. */
  boolean fits(Duration expected);

  /** Whether a piece that is at work must be given up. */
  boolean isOver();

  /** All there is. */
  static TimeLeft endless() {
    return new TimeLeft() {
      @Override
      public boolean fits(Duration expected) {
        return true;
      }

      @Override
      public boolean isOver() {
        return false;
      }
    };
  }
}
