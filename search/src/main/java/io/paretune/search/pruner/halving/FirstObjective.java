package io.paretune.search.pruner.halving;

import io.paretune.search.pareto.Costs;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import java.util.List;

/** Prices trials by their reports alone. */
final class FirstObjective implements Rungs.Pricing {

  private static final Axes NONE = new Axes(List.of());

  @Override
  public Axes axes(StudyDefinition definition, Trial trial) {
    return NONE;
  }

  @Override
  public Costs costs(StudyDefinition definition, Trial trial, Axes axes, double best) {
    return Costs.of(best);
  }
}
