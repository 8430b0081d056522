package io.paretune.search.sampler.evolution;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.LatinHypercube;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
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

  private final GeneticSettings settings;
  private final ReferenceSurvivors survivors;

  /** NSGA-III with the given settings. */
  public Nsga3(GeneticSettings settings) {
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
    RandomGenerator random = RandomStreams.of(seed, trialNumber, name());
    survivors.follow(view);
    if (survivors.isEmpty()) {
      return LatinHypercube.start(
          view, name(), trialNumber, survivors.size(view.definition()), random);
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
            Deduplication.first(
                view, registered, () -> child(space, crossover, mutation, registered)));
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
