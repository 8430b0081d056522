package io.paretune.search.sampler.evolution;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import io.paretune.search.space.SearchSpace;
import java.util.random.RandomGenerator;

/**
 * Bounded simulated binary crossover (Deb, Agrawal 1995; the bounded form is Deb's of 2002) of the
 * first two individuals; parameters of few values are exchanged whole instead.
 *
 * <p>Jenetics' own operator of this name centres the children at half the parents' difference, not
 * at their mean (ADR 1).
 */
final class SimulatedBinaryCrossover implements Alterer<DoubleGene, Integer> {

  private final boolean[] discrete;
  private final double probability;
  private final double eta;

  SimulatedBinaryCrossover(SearchSpace space, double probability, double eta) {
    this.discrete = Axes.discrete(space);
    this.probability = probability;
    this.eta = eta;
  }

  @Override
  public AltererResult<DoubleGene, Integer> alter(
      Seq<Phenotype<DoubleGene, Integer>> population, long generation) {
    RandomGenerator random = RandomRegistry.random();
    double[] first = Axes.position(population.get(0).genotype());
    double[] second = Axes.position(population.get(1).genotype());
    if (random.nextDouble() < probability) {
      cross(first, second, random);
    }
    return new AltererResult<>(
        ISeq.of(
            Axes.moved(population.get(0), first, generation),
            Axes.moved(population.get(1), second, generation)),
        2);
  }

  private void cross(double[] first, double[] second, RandomGenerator random) {
    for (int i = 0; i < first.length; i++) {
      boolean exchanged = random.nextBoolean();
      if (discrete[i]) {
        if (exchanged) {
          swap(first, second, i);
        }
        continue;
      }
      if (random.nextBoolean() && Math.abs(first[i] - second[i]) > 1e-14) {
        double low = Math.min(first[i], second[i]);
        double high = Math.max(first[i], second[i]);
        double u = random.nextDouble();
        first[i] = clamp(0.5 * (low + high - spread(u, 1 + 2 * low / (high - low)) * (high - low)));
        second[i] =
            clamp(0.5 * (low + high + spread(u, 1 + 2 * (1 - high) / (high - low)) * (high - low)));
      }
      if (exchanged) {
        swap(first, second, i);
      }
    }
  }

  /** The spread factor beta_q for a uniform u, on a side whose bound is {@code beta} away. */
  private double spread(double u, double beta) {
    double alpha = 2 - Math.pow(beta, -(eta + 1));
    return u <= 1 / alpha
        ? Math.pow(u * alpha, 1 / (eta + 1))
        : Math.pow(1 / (2 - u * alpha), 1 / (eta + 1));
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  private static void swap(double[] first, double[] second, int i) {
    double kept = first[i];
    first[i] = second[i];
    second[i] = kept;
  }
}
