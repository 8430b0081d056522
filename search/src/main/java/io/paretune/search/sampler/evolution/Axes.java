package io.paretune.search.sampler.evolution;

import io.jenetics.Chromosome;
import io.jenetics.DoubleChromosome;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import io.jenetics.Phenotype;
import io.jenetics.util.DoubleRange;
import io.jenetics.util.ISeq;
import io.paretune.search.space.SearchSpace;

/** The unit cube's axes as Jenetics sees them; the fitness type is never looked at. */
final class Axes {

  /** A parameter of at most this many values is varied by value, not by distance. */
  private static final long FEW = 32;

  /** Jenetics' range excludes its maximum: 1 itself would be an invalid gene. */
  private static final DoubleRange UNIT = DoubleRange.of(0, Math.nextUp(1.0));

  private Axes() {}

  static boolean[] discrete(SearchSpace space) {
    boolean[] discrete = new boolean[space.dimension()];
    for (int i = 0; i < discrete.length; i++) {
      discrete[i] = space.parameters().get(i).domain().size().orElse(Long.MAX_VALUE) <= FEW;
    }
    return discrete;
  }

  static double[] position(Genotype<DoubleGene> genotype) {
    return genotype.chromosome().as(DoubleChromosome.class).toArray();
  }

  static Genotype<DoubleGene> genotype(double[] position) {
    DoubleGene[] genes = new DoubleGene[position.length];
    for (int i = 0; i < genes.length; i++) {
      genes[i] = DoubleGene.of(position[i], UNIT);
    }
    return Genotype.of(DoubleChromosome.of(genes));
  }

  static Phenotype<DoubleGene, Integer> phenotype(double[] position, long generation) {
    return Phenotype.of(genotype(position), generation);
  }

  /**
   * An individual at another position. It shares the genes that stay, and is spared the check that
   * all genes have one range, which costs more than the rest of an ask.
   */
  static Phenotype<DoubleGene, Integer> moved(
      Phenotype<DoubleGene, Integer> individual, double[] position, long generation) {
    Chromosome<DoubleGene> chromosome = individual.genotype().chromosome();
    DoubleGene[] genes = new DoubleGene[position.length];
    for (int i = 0; i < genes.length; i++) {
      DoubleGene gene = chromosome.get(i);
      genes[i] = gene.doubleValue() == position[i] ? gene : gene.newInstance(position[i]);
    }
    return Phenotype.of(Genotype.of(chromosome.newInstance(ISeq.of(genes))), generation);
  }
}
