package io.paretune.search.pruner.halving;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pruner.Pruner;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Multi-objective asynchronous successive halving (MO-ASHA: Schmucker, Donini, Zafar, Salinas,
 * Archambeau 2021, arXiv:2106.12639): as {@link AshaPruner}, but the trials of a rung are ranked by
 * non-dominated sorting, and a front of which only a part may go on by how it is spread.
 *
 * <p>The axes are the best value of the first objective so far and what a trial knows before it
 * ends ({@link Trial#declared}): a small network competes with networks of its size, not with large
 * ones. A constraint on a known metric counts, by constrained dominance. Only trials that know the
 * same axes are compared; a study in which none is known is pruned by its first objective.
 *
 * <p>Departures: trials are stopped and not paused, as Syne Tune does; and no trial that is
 * non-dominated on its rung is stopped ({@link Settings#wholeFront}), since every such trial may
 * yet be a member of the front.
 */
public final class MultiObjectiveAshaPruner implements Pruner {

  private final Rungs rungs;

  /**
   * How it judges.
   *
   * @param halving where, and how many go on
   * @param axes known metrics to rank by beside the first objective, in an objective's direction if
   *     it is one, otherwise minimised; empty for all other objectives of the study
   * @param rising the axes that are no objectives and of which more is better
   * @param wholeFront whether a trial goes on that no other dominates, even beyond those that may
   * @param spread how a front is ordered of which only a part goes on
   */
  public record Settings(
      Halving halving, List<String> axes, Set<String> rising, boolean wholeFront, Spread spread) {

    /** Checks the axes. */
    public Settings {
      axes = List.copyOf(axes);
      rising = Set.copyOf(rising);
      if (new HashSet<>(axes).size() != axes.size()) {
        throw new IllegalArgumentException("axes must differ, got " + axes);
      }
    }

    /** Rungs at 1, 3, 9, ..., all other objectives as axes, the whole front, an epsilon net. */
    public static Settings defaults() {
      return new Settings(Halving.defaults(), List.of(), Set.of(), true, Spread.EPSILON_NET);
    }

    /** These settings with other rungs. */
    public Settings withHalving(Halving newHalving) {
      return new Settings(newHalving, axes, rising, wholeFront, spread);
    }

    /** These settings with other axes. */
    public Settings withAxes(List<String> newAxes) {
      return new Settings(halving, newAxes, rising, wholeFront, spread);
    }

    /** These settings with other axes of which more is better. */
    public Settings withRising(Set<String> newRising) {
      return new Settings(halving, axes, newRising, wholeFront, spread);
    }

    /** These settings, stopping members of a rung's front or not. */
    public Settings withWholeFront(boolean newWholeFront) {
      return new Settings(halving, axes, rising, newWholeFront, spread);
    }

    /** These settings with another order within a front. */
    public Settings withSpread(Spread newSpread) {
      return new Settings(halving, axes, rising, wholeFront, newSpread);
    }
  }

  /** A pruner of some settings. */
  public MultiObjectiveAshaPruner(Settings settings) {
    this.rungs =
        new Rungs(
            settings.halving(),
            new KnownAxes(settings.axes(), settings.rising()),
            () -> new LayeredRung(settings.wholeFront(), settings.spread()),
            trial -> true);
  }

  @Override
  public Verdict judge(StudyView view, Trial trial) {
    return rungs.judge(view, trial);
  }

  /** Prices trials by their reports and by what they know. */
  private record KnownAxes(List<String> wanted, Set<String> rising) implements Rungs.Pricing {

    @Override
    public Axes axes(StudyDefinition definition, Trial trial) {
      List<String> metrics = new ArrayList<>();
      if (wanted.isEmpty()) {
        definition.objectives().stream().skip(1).map(Objective::name).forEach(metrics::add);
      } else {
        metrics.addAll(wanted);
      }
      metrics.retainAll(trial.declared().keySet());
      return new Axes(List.copyOf(metrics));
    }

    @Override
    public Costs costs(StudyDefinition definition, Trial trial, Axes axes, double best) {
      double[] costs = new double[1 + axes.metrics().size()];
      costs[0] = best;
      for (int i = 1; i < costs.length; i++) {
        String metric = axes.metrics().get(i - 1);
        costs[i] =
            direction(definition, metric)
                .minimised(Objects.requireNonNull(trial.declared().get(metric)));
      }
      double violation = 0;
      for (Constraint constraint : definition.constraints()) {
        Double known = trial.declared().get(constraint.metric());
        violation += known == null ? 0 : constraint.violation(known);
      }
      return Costs.of(costs, violation);
    }

    private Direction direction(StudyDefinition definition, String metric) {
      return definition.objectives().stream()
          .filter(objective -> objective.name().equals(metric))
          .map(Objective::direction)
          .findFirst()
          .orElse(rising.contains(metric) ? Direction.MAXIMIZE : Direction.MINIMIZE);
    }
  }
}
