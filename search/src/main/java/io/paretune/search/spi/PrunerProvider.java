package io.paretune.search.spi;

import io.paretune.search.pruner.Pruner;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** A pruner that experiment files can name. */
public interface PrunerProvider extends Provider {

  /**
   * What a pruner may have to know of the experiment.
   *
   * @param steps after which every trial ends, fine-tuning included; empty if nobody said so
   * @param objectives names of the metrics, in the order in which the study declares them; trials
   *     report the first
   */
  record Experiment(OptionalInt steps, List<String> objectives) {

    /** Copies the list. */
    public Experiment {
      objectives = List.copyOf(objectives);
    }
  }

  /** Whether it judges what trials report, and not only what they declare; true by default. */
  default boolean judgesReports() {
    return true;
  }

  /**
   * Reads the settings, all of them at once.
   *
   * @return makes a fresh pruner for each study
   * @throws IllegalArgumentException if settings do not fit together or the experiment
   */
  Supplier<Pruner> read(Settings settings, Experiment experiment);
}
