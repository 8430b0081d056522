package io.paretune.experiments.run;

import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.util.Optional;

/** Trials as they are shown. */
final class Trials {

  private Trials() {}

  /** The trial with another measurement. */
  static Trial with(Trial trial, Measurement measurement) {
    return new Trial(
        trial.number(),
        trial.state(),
        trial.assignment(),
        trial.sampler(),
        Optional.of(measurement),
        trial.declared(),
        trial.reports(),
        trial.reason(),
        trial.attempts(),
        trial.startedAt(),
        trial.finishedAt(),
        trial.finishOrder());
  }
}
