package io.paretune.search.sampler.reinforce;

import io.paretune.search.sampler.UnitBins;
import io.paretune.search.space.Domain;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Optional;

/**
 * The actions of one parameter: its values where they are few, equal stretches of the unit interval
 * where they are many or continuous.
 *
 * @param values where each value lies; empty for stretches
 * @param count number of actions, at least 1
 */
record AxisCells(Optional<UnitBins> values, int count) {

  /**
   * The actions of every parameter of a space.
   *
   * @param most how many values may be told apart; other domains have as many stretches
   */
  static List<AxisCells> of(SearchSpace space, int most) {
    return space.parameters().stream().map(each -> of(each.domain(), most)).toList();
  }

  private static AxisCells of(Domain domain, int most) {
    // options without an order have no stretches in common
    Optional<UnitBins> values =
        UnitBins.of(domain).filter(bins -> bins.count() <= most || !domain.ordered());
    return new AxisCells(values, values.map(bins -> (int) bins.count()).orElse(most));
  }

  /** The action that gives a position of [0, 1]. */
  int at(double unit) {
    return values
        .map(bins -> (int) bins.at(unit))
        .orElseGet(() -> Math.min(count - 1, (int) (unit * count)));
  }

  /**
   * A position of an action.
   *
   * @param share where in the action's stretch, in [0, 1)
   */
  double position(int action, double share) {
    double start = start(action);
    return start + share * (start(action + 1) - start);
  }

  private double start(int action) {
    return values.map(bins -> bins.start(action)).orElse((double) action / count);
  }
}
