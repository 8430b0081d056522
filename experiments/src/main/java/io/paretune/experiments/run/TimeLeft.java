package io.paretune.experiments.run;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How much time is left for work of several pieces. */
public interface TimeLeft {

  /** Whether a piece may begin that is expected to take so long. */
  boolean fits(Duration expected);

  /** Whether a piece that is at work must be given up. */
  boolean isOver();

  /** This time, which is over as soon as somebody asks for that. */
  default TimeLeft unless(BooleanSupplier asked) {
    TimeLeft all = this;
    return new TimeLeft() {
      @Override
      public boolean fits(Duration expected) {
        return !asked.getAsBoolean() && all.fits(expected);
      }

      @Override
      public boolean isOver() {
        return asked.getAsBoolean() || all.isOver();
      }
    };
  }

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
