package io.paretune.search.sampler.evolution;

import io.jenetics.Alterer;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import io.paretune.search.pareto.CrowdingTruncation;
import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.LatinHypercube;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * NSGA-II (Deb, Pratap, Agarwal, Meyarivan 2002, doi:10.1109/4235.996017) without a barrier between
 * generations.
 *
 * <p>Survivors are chosen anew whenever another {@code population} trials are complete, from them
 * and the survivors before; every two asks draw two parents from the survivors of the moment. With
 * one worker that is the paper's algorithm, with many it never waits for stragglers. An ask costs
 * O(dimension), plus one selection among 2 x population points every population tells.
 *
 * <p>Departures from the source: the first population is a Latin hypercube; parameters of few
 * values are exchanged and replaced by value; pruned trials take part by what is known of them
 * ({@link io.paretune.search.sampler.Observations#withPruned}); an assignment seen before is varied
 * again; the last front that survives is thinned out one point at a time ({@link
 * CrowdingTruncation}).
 */
public final class Nsga2 implements Sampler {

  private final GeneticSettings settings;
  private final Survivors survivors;
  private @Nullable Variation variation;
  private @Nullable Siblings siblings;

  /** NSGA-II with the given settings. */
  public Nsga2(GeneticSettings settings) {
    this.settings = settings;
    this.survivors = new Survivors(settings.population());
  }

  @Override
  public String name() {
    return "nsga2";
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    SearchSpace space = view.definition().space();
    long seed = view.definition().seed();
    RandomGenerator random = RandomStreams.of(seed, trialNumber, name());
    survivors.follow(view);
    if (survivors.isEmpty()) {
      return LatinHypercube.start(view, name(), trialNumber, settings.population(), random);
    }
    Variation vary = variation(space);
    long pair = trialNumber / 2;
    Seq<Phenotype<DoubleGene, Integer>> siblings = siblings(vary, seed, pair);
    return RandomRegistry.with(
        random,
        registered -> {
          Iterator<Phenotype<DoubleGene, Integer>> first =
              List.of(siblings.get((int) (trialNumber - 2 * pair))).iterator();
          return Deduplication.first(
              view,
              registered,
              () ->
                  mutant(
                      space,
                      vary,
                      first.hasNext() ? first.next() : children(vary, registered).get(0)));
        });
  }

  /** Two parents have two children: an even trial's is the first, the next one's the second. */
  private Seq<Phenotype<DoubleGene, Integer>> siblings(Variation vary, long seed, long pair) {
    Siblings known = siblings;
    if (known == null
        || known.pair() != pair
        || known.seed() != seed
        || known.selections() != survivors.selections()) {
      Seq<Phenotype<DoubleGene, Integer>> both =
          RandomRegistry.with(
              RandomStreams.of(seed, pair, name() + "/parents"),
              registered -> children(vary, registered));
      known = new Siblings(seed, pair, survivors.selections(), both);
      siblings = known;
    }
    return known.both();
  }

  private Seq<Phenotype<DoubleGene, Integer>> children(Variation vary, RandomGenerator random) {
    ISeq<Phenotype<DoubleGene, Integer>> parents =
        ISeq.of(survivors.tournament(random), survivors.tournament(random));
    return vary.crossover().alter(parents, 1).population();
  }

  private static Assignment mutant(
      SearchSpace space, Variation vary, Phenotype<DoubleGene, Integer> child) {
    return space.fromUnit(
        Axes.position(vary.mutation().alter(ISeq.of(child), 1).population().get(0).genotype()));
  }

  /**
   * The parents of the moment, as of the last time that another population of trials was complete;
   * none before the first. What a study keeps is its front, which is larger.
   */
  public List<Trial> survivors(StudyView view) {
    survivors.follow(view);
    return survivors.trials();
  }

  @SuppressWarnings("ReferenceEquality") // an equal space made anew only costs the operators anew
  private Variation variation(SearchSpace space) {
    Variation known = variation;
    if (known == null || known.space() != space) {
      known =
          new Variation(
              space,
              new SimulatedBinaryCrossover(
                  space, settings.crossoverProbability(), settings.crossoverEta()),
              new PolynomialMutation(
                  space,
                  Math.min(1, settings.mutationsPerChild() / space.dimension()),
                  settings.mutationEta()));
      variation = known;
    }
    return known;
  }

  /** The operators of a space. */
  private record Variation(
      SearchSpace space,
      Alterer<DoubleGene, Integer> crossover,
      Alterer<DoubleGene, Integer> mutation) {}

  /** The children of a pair of trials, as long as the survivors are those of then. */
  private record Siblings(
      long seed, long pair, long selections, Seq<Phenotype<DoubleGene, Integer>> both) {}
}
