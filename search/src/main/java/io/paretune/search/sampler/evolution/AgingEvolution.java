package io.paretune.search.sampler.evolution;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Regularised evolution (Real, Aggarwal, Huang, Le 2019, doi:10.1609/aaai.v33i01.33014780): the
 * population is the last complete trials, however good; a proposal is the best of a few drawn from
 * it, with one parameter changed.
 *
 * <p>Since the population dies of age, a trial that was lucky in a noisy measurement does not lead
 * the search for ever, and since it is read off the study anew with every ask, workers never wait.
 * An ask costs O(tournament^2 + dimension).
 *
 * <p>Departures from the source: with several objectives the winner is of the first non-dominated
 * rank of the tournament, constraints included, and the least crowded of it; contestants are drawn
 * with replacement; a child that was seen before gives way to another child.
 */
public final class AgingEvolution implements Sampler {

  private final Settings settings;
  private final Observations told = Observations.withPruned();

  /**
   * How regularised evolution searches.
   *
   * @param population complete trials that may become parents, and random ones at the start; at
   *     least 2
   * @param tournament contestants of which the best becomes the parent, 1 to population
   * @param mutationEta distribution index of the mutation of parameters of many values: the larger,
   *     the smaller the change
   */
  public record Settings(int population, int tournament, double mutationEta) {

    /** Checks the settings. */
    public Settings {
      if (population < 2) {
        throw new IllegalArgumentException("population must be at least 2, got " + population);
      }
      if (tournament < 1 || tournament > population) {
        throw new IllegalArgumentException(
            "1 <= tournament <= population must hold, got " + tournament + " of " + population);
      }
      if (!(mutationEta > 0)) {
        throw new IllegalArgumentException("mutationEta must be above 0, got " + mutationEta);
      }
    }

    /** A population of 50, tournaments of 10: half the paper's, for studies of hundreds. */
    public static Settings defaults() {
      return new Settings(50, 10, 20);
    }

    /** These settings with another population and tournament. */
    public Settings withPopulation(int newPopulation, int newTournament) {
      return new Settings(newPopulation, newTournament, mutationEta);
    }
  }

  /** Regularised evolution with the given settings. */
  public AgingEvolution(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "aging-evolution";
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    RandomGenerator random = RandomStreams.of(view.definition().seed(), trialNumber, name());
    told.follow(view);
    if (told.size() < settings.population()) {
      return Deduplication.anywhere(view, random);
    }
    SearchSpace space = view.definition().space();
    PolynomialMutation mutation = new PolynomialMutation(space, 1, settings.mutationEta());
    return Deduplication.first(view, random, () -> child(space, mutation, random));
  }

  private Assignment child(SearchSpace space, PolynomialMutation mutation, RandomGenerator random) {
    double[] unit = told.unit(parent(random)).clone();
    List<Integer> changeable = new ArrayList<>();
    for (int axis = 0; axis < unit.length; axis++) {
      Parameter parameter = space.parameters().get(axis);
      if (Double.isNaN(unit[axis])) {
        // needed only if the mutation brings the parameter into being
        unit[axis] = random.nextDouble();
      } else if (parameter.domain().size().orElse(Long.MAX_VALUE) > 1) {
        changeable.add(axis);
      }
    }
    if (!changeable.isEmpty()) {
      int axis = changeable.get(random.nextInt(changeable.size()));
      unit[axis] = mutation.mutated(axis, unit[axis], random);
    }
    return space.fromUnit(unit);
  }

  /** The index of a tournament's winner; of equally good ones the first drawn. */
  private int parent(RandomGenerator random) {
    int oldest = told.size() - settings.population();
    List<Integer> contestants = new ArrayList<>();
    for (int i = 0; i < settings.tournament(); i++) {
      int drawn = oldest + random.nextInt(settings.population());
      if (!contestants.contains(drawn)) {
        contestants.add(drawn);
      }
    }
    int[] ranks = NonDominatedSorting.ranks(contestants.stream().map(told::costs).toList());
    List<Integer> best = new ArrayList<>();
    List<Costs> costs = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      if (ranks[i] == 0) {
        best.add(contestants.get(i));
        costs.add(told.costs(contestants.get(i)));
      }
    }
    double[] crowding = NonDominatedSorting.crowding(costs);
    int winner = 0;
    for (int i = 1; i < crowding.length; i++) {
      if (crowding[i] > crowding[winner]) {
        winner = i;
      }
    }
    return best.get(winner);
  }
}
