package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.search.trial.TrialChannel;

/** New statistics for a network that has lost channels and is not trained again. */
public final class Recalibrate implements Stage {

  private final Recalibration recalibration;

  /** With these examples. */
  public Recalibrate(Recalibration recalibration) {
    this.recalibration = recalibration;
  }

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    return candidate.course().channelsRemoved() == 0
        ? candidate
        : candidate.with(recalibration.of(candidate.network()));
  }
}
