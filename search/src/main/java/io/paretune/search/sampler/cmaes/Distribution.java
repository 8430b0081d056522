package io.paretune.search.sampler.cmaes;

import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What proposals are drawn from: a Gaussian over the ordered axes and odds of the choices. Draws
 * fall within the box along continuous axes; a discrete axis beyond its ends means its first or
 * last value, as in CMA-ES with margin.
 */
final class Distribution {

  /** Draws of a whole point before one outside the box is folded back into it. */
  private static final int DRAWS = 8;

  private final SearchSpace space;
  private final AxisKinds kinds;
  private final Optional<Gaussian> gaussian;
  private final List<CategoricalDistribution> odds;

  Distribution(
      SearchSpace space,
      AxisKinds kinds,
      Optional<Gaussian> gaussian,
      List<CategoricalDistribution> odds) {
    this.space = space;
    this.kinds = kinds;
    this.gaussian = gaussian;
    this.odds = odds;
  }

  Optional<Gaussian> gaussian() {
    return gaussian;
  }

  List<CategoricalDistribution> odds() {
    return odds;
  }

  /** This distribution as it is now. */
  Distribution snapshot() {
    List<CategoricalDistribution> copies = new ArrayList<>();
    odds.forEach(one -> copies.add(one.snapshot()));
    return new Distribution(space, kinds, gaussian.map(Gaussian::snapshot), copies);
  }

  /**
   * A point of the space's cube, discrete axes of which may lie outside it.
   *
   * @param wideness 0 for the distribution itself, up to 1 for something far wider
   * @return {@code double[dimension of the space]}
   */
  double[] draw(RandomGenerator random, double wideness) {
    double[] point = new double[space.dimension()];
    if (gaussian.isPresent()) {
      double growth = Math.pow(100, wideness);
      double[] drawn = gaussian.get().draw(random, growth);
      for (int i = 1; i < DRAWS && !inside(drawn); i++) {
        drawn = gaussian.get().draw(random, growth);
      }
      for (int axis = 0; axis < drawn.length; axis++) {
        boolean continuous = kinds.cells(axis).isEmpty();
        point[kinds.ordered().get(axis)] = continuous ? folded(drawn[axis]) : drawn[axis];
      }
    }
    for (int word = 0; word < odds.size(); word++) {
      double option = odds.get(word).draw(random, wideness);
      point[kinds.words().get(word)] = (option + 0.5) / kinds.options(word);
    }
    return point;
  }

  private boolean inside(double[] drawn) {
    for (int axis = 0; axis < drawn.length; axis++) {
      if (kinds.cells(axis).isEmpty() && !(drawn[axis] >= 0 && drawn[axis] <= 1)) {
        return false;
      }
    }
    return true;
  }

  /** Reflection at both ends, as often as it takes. */
  static double folded(double position) {
    double within = position - 2 * Math.floor(position / 2);
    return within <= 1 ? within : 2 - within;
  }
}
