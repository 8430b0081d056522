package io.paretune.search.sampler.evolution;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import io.paretune.search.space.Domain;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Polynomial mutation (Deb, Goyal 1996, in the bounded form of 2002) of each parameter with a
 * probability; a parameter of few values takes a neighbouring value (if ordered, half the time) or
 * any other.
 */
final class PolynomialMutation implements Alterer<DoubleGene, Integer> {

  private final SearchSpace space;
  private final boolean[] discrete;
  private final double probability;
  private final double eta;

  PolynomialMutation(SearchSpace space, double probability, double eta) {
    this.space = space;
    this.discrete = Axes.discrete(space);
    this.probability = probability;
    this.eta = eta;
  }

  @Override
  public AltererResult<DoubleGene, Integer> alter(
      Seq<Phenotype<DoubleGene, Integer>> population, long generation) {
    RandomGenerator random = RandomRegistry.random();
    int altered = 0;
    List<Phenotype<DoubleGene, Integer>> mutants = new ArrayList<>();
    for (Phenotype<DoubleGene, Integer> individual : population) {
      double[] position = Axes.position(individual.genotype());
      int before = altered;
      for (int i = 0; i < position.length; i++) {
        if (random.nextDouble() < probability) {
          position[i] = mutated(i, position[i], random);
          altered++;
        }
      }
      mutants.add(altered == before ? individual : Axes.moved(individual, position, generation));
    }
    return new AltererResult<>(ISeq.of(mutants), altered);
  }

  /** Another position on an axis, for certain; the same one if the parameter has a single value. */
  double mutated(int axis, double position, RandomGenerator random) {
    return discrete[axis] ? otherValue(axis, position, random) : near(position, random);
  }

  private double near(double x, RandomGenerator random) {
    double u = random.nextDouble();
    double power = 1 / (eta + 1);
    double delta =
        u < 0.5
            ? Math.pow(2 * u + (1 - 2 * u) * Math.pow(1 - x, eta + 1), power) - 1
            : 1 - Math.pow(2 * (1 - u) + 2 * (u - 0.5) * Math.pow(x, eta + 1), power);
    return Math.max(0, Math.min(1, x + delta));
  }

  private double otherValue(int axis, double position, RandomGenerator random) {
    Domain domain = space.parameters().get(axis).domain();
    int count = Math.toIntExact(domain.size().orElseThrow());
    if (count == 1) {
      return position;
    }
    int current = domain.values().indexOf(domain.fromUnit(position));
    int next;
    if (domain.ordered() && random.nextBoolean()) {
      boolean up = current == 0 || (current < count - 1 && random.nextBoolean());
      next = up ? current + 1 : current - 1;
    } else {
      next = random.nextInt(count - 1);
      next += next >= current ? 1 : 0;
    }
    return domain.toUnit(domain.values().get(next));
  }
}
