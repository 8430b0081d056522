package io.paretune.experiments.measuring;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.agent.AgentPool;
import io.paretune.search.trial.Measurement;
import java.util.List;

/** Measures what workers left to be measured. Thread-safe. */
public interface LateMeasuring {

  /** Whether a measurement lacks what is measured here. */
  boolean isLeft(Measurement found);

  /**
   * The measurement with what it lacked.
   *
   * @throws HardwareException if that cannot be measured; one line
   */
  Measurement measured(Measurement found);

  /** Whether the files are still there that a measurement which was left needs. */
  default boolean isThere(Measurement left) {
    return true;
  }

  /** Where trials are kept while they wait. */
  default LeftTrials kept() {
    return LeftTrials.nowhere();
  }

  /** How many are measured at once. */
  int atOnce();

  /** Who measures. */
  List<AgentPool.Standing> agents();

  /** Of trials whose workers leave nothing. */
  static LateMeasuring none() {
    return new LateMeasuring() {
      @Override
      public boolean isLeft(Measurement found) {
        return false;
      }

      @Override
      public Measurement measured(Measurement found) {
        return found;
      }

      @Override
      public int atOnce() {
        return 0;
      }

      @Override
      public List<AgentPool.Standing> agents() {
        return List.of();
      }
    };
  }
}
