package io.paretune.search.sampler.evolution;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.paretune.search.sampler.Chance;
import io.paretune.search.sampler.LatinHypercube;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.Unseen;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyView;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * NSGA-III (Deb, Jain 2014, doi:10.1109/TEVC.2013.2281535; with constraints: Jain, Deb 2014,
 * doi:10.1109/TEVC.2013.2281534) without a barrier between generations: for three objectives and
 * more, where crowding no longer spreads a front evenly.
 *
 * <p>Survivors are as many as there are reference directions, and chosen anew whenever that many
 * further trials are complete. An ask costs O(dimension), plus one selection of O(objectives x
 * directions^2) every that many tells.
 *
 * <p>Departures from the source: as {@link Nsga2}'s; the number of divisions is the largest that
 * keeps within a given number of directions.
 */
public final class Nsga3 implements Sampler {

  private final Settings settings;
  private final ReferenceSurvivors survivors;

  /**
   * How NSGA-III searches.
   *
   * @param population upper bound of the number of reference directions, at least 4
   * @param crossoverProbability probability that two parents are crossed at all
   * @param crossoverEta distribution index of the crossover: the larger, the nearer to the parents
   * @param mutationsPerChild expected number of parameters that mutate
   * @param mutationEta distribution index of the mutation
   */
  public record Settings(
      int population,
      double crossoverProbability,
      double crossoverEta,
      double mutationsPerChild,
      double mutationEta) {

    /** Checks the settings. */
    public Settings {
      if (population < 4) {
        throw new IllegalArgumentException("population must be at least 4, got " + population);
      }
      if (!(crossoverProbability >= 0 && crossoverProbability <= 1)) {
        throw new IllegalArgumentException(
            "crossoverProbability must lie in [0, 1], got " + crossoverProbability);
      }
      if (!(crossoverEta > 0 && mutationEta > 0 && mutationsPerChild >= 0)) {
        throw new IllegalArgumentException(
            "distribution indices must be above 0 and mutationsPerChild at least 0, got "
                + crossoverEta
                + ", "
                + mutationEta
                + " and "
                + mutationsPerChild);
      }
    }

    /** The paper's variation; at most 92 directions, its number for three objectives. */
    public static Settings defaults() {
      return new Settings(92, 1, 30, 1, 20);
    }

    /** These settings with another population. */
    public Settings withPopulation(int newPopulation) {
      return new Settings(
          newPopulation, crossoverProbability, crossoverEta, mutationsPerChild, mutationEta);
    }
  }

  /** NSGA-III with the given settings. */
  public Nsga3(Settings settings) {
    this.settings = settings;
    this.survivors = new ReferenceSurvivors(settings.population());
  }

  @Override
  public String name() {
    return "nsga3";
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    SearchSpace space = view.definition().space();
    long seed = view.definition().seed();
    RandomGenerator random = Chance.of(seed, trialNumber, name());
    survivors.follow(view);
    if (survivors.isEmpty()) {
      int first = survivors.size(view.definition());
      if (trialNumber < first) {
        Assignment start =
            space.fromUnit(
                LatinHypercube.point(seed, name(), (int) trialNumber, first, space.dimension()));
        if (view.mayPropose(start)) {
          return Optional.of(start);
        }
      }
      return Unseen.first(view, random, () -> Unseen.uniform(view, random));
    }
    SimulatedBinaryCrossover crossover =
        new SimulatedBinaryCrossover(
            space, settings.crossoverProbability(), settings.crossoverEta());
    PolynomialMutation mutation =
        new PolynomialMutation(
            space,
            Math.min(1, settings.mutationsPerChild() / space.dimension()),
            settings.mutationEta());
    return RandomRegistry.with(
        random,
        registered ->
            Unseen.first(view, registered, () -> child(space, crossover, mutation, registered)));
  }

  private Assignment child(
      SearchSpace space,
      SimulatedBinaryCrossover crossover,
      PolynomialMutation mutation,
      RandomGenerator random) {
    ISeq<Phenotype<DoubleGene, Integer>> parents =
        ISeq.of(
            Axes.phenotype(survivors.parent(random), 1),
            Axes.phenotype(survivors.parent(random), 1));
    ISeq<Phenotype<DoubleGene, Integer>> child =
        ISeq.of(crossover.alter(parents, 1).population().get(0));
    return space.fromUnit(Axes.position(mutation.alter(child, 1).population().get(0).genotype()));
  }
}
