package io.paretune.search.sampler.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenetics.Alterer;
import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import io.paretune.search.sampler.LatinHypercube;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.space.SearchSpace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class VariationTest {

  private static final SearchSpace REAL = SearchSpace.builder().real("x", 0, 1).build();
  private static final SearchSpace WHOLE = SearchSpace.builder().whole("x", 0, 9).build();
  private static final SearchSpace WORDS =
      SearchSpace.builder().choice("x", "a", "b", "c", "d", "e").build();

  private static double[][] altered(
      Alterer<DoubleGene, Integer> alterer, RandomGenerator random, double... positions) {
    ISeq<Phenotype<DoubleGene, Integer>> population =
        Arrays.stream(positions)
            .mapToObj(position -> Axes.phenotype(new double[] {position}, 1))
            .collect(ISeq.toISeq());
    Seq<Phenotype<DoubleGene, Integer>> result =
        RandomRegistry.with(random, r -> alterer.alter(population, 1).population());
    return result.stream()
        .map(individual -> Axes.position(individual.genotype()))
        .toArray(double[][]::new);
  }

  @Test
  void childrenOfCrossoverHaveTheirParentsMean() {
    // parents at equal distances from the bounds: the spread is symmetric, every pair's mean exact
    SimulatedBinaryCrossover crossover = new SimulatedBinaryCrossover(REAL, 1, 20);
    RandomGenerator random = RandomStreams.of(1, 0, "test");
    double unmoved = 0;
    double sum = 0;
    double spreads = 0;
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      double[][] children = altered(crossover, random, 0.3, 0.7);
      assertThat(children[0][0] + children[1][0]).isCloseTo(1.0, within(1e-12));
      boolean kept = children[0][0] == 0.3 || children[0][0] == 0.7;
      unmoved += kept ? 1 : 0;
      sum += children[0][0];
      spreads += kept ? 0 : Math.abs(children[0][0] - children[1][0]) / 0.4;
    }
    assertThat(unmoved / count).isCloseTo(0.5, within(0.02));
    assertThat(sum / count).isCloseTo(0.5, within(0.01));
    // E[beta] for eta = 20: (eta + 1)/2 (1/(eta + 2) + 1/eta), over the half that was crossed
    double expected = 21 / 2.0 * (1 / 22.0 + 1 / 20.0);
    assertThat(spreads / (count - unmoved)).isCloseTo(expected, within(0.01));
  }

  @Property(tries = 300, seed = "41022")
  void childrenOfCrossoverStayInBounds(
      @ForAll @DoubleRange(max = 1) double a,
      @ForAll @DoubleRange(max = 1) double b,
      @ForAll long seed) {
    SimulatedBinaryCrossover crossover = new SimulatedBinaryCrossover(REAL, 1, 2);
    for (double[] child : altered(crossover, RandomStreams.of(seed, 0, "test"), a, b)) {
      assertThat(child[0]).isBetween(0.0, 1.0);
    }
  }

  @Test
  void valuesOfSmallDomainsAreExchangedWhole() {
    SimulatedBinaryCrossover crossover = new SimulatedBinaryCrossover(WORDS, 1, 20);
    RandomGenerator random = RandomStreams.of(1, 0, "test");
    int exchanged = 0;
    for (int i = 0; i < 1000; i++) {
      double[][] children = altered(crossover, random, 0.1, 0.9);
      assertThat(children[0][0] + children[1][0]).isEqualTo(1.0);
      assertThat(children[0][0]).isIn(0.1, 0.9);
      exchanged += children[0][0] == 0.9 ? 1 : 0;
    }
    assertThat(exchanged).isBetween(430, 570);
  }

  @Test
  void crossoverOfProbabilityZeroKeepsTheParents() {
    SimulatedBinaryCrossover never = new SimulatedBinaryCrossover(REAL, 0, 20);
    assertThat(altered(never, RandomStreams.of(1, 0, "test"), 0.2, 0.9))
        .isDeepEqualTo(new double[][] {{0.2}, {0.9}});
  }

  @Test
  void mutationIsSymmetricInTheMiddleAndHasItsMoments() {
    PolynomialMutation mutation = new PolynomialMutation(REAL, 1, 20);
    RandomGenerator random = RandomStreams.of(1, 0, "test");
    int count = 20_000;
    int above = 0;
    double sum = 0;
    double distance = 0;
    for (int i = 0; i < count; i++) {
      double x = altered(mutation, random, 0.5)[0][0];
      above += x > 0.5 ? 1 : 0;
      sum += x;
      distance += Math.abs(x - 0.5);
    }
    assertThat(above / (double) count).isCloseTo(0.5, within(0.015));
    assertThat(sum / count).isCloseTo(0.5, within(0.002));
    // far from the bounds |delta| = 1 - (1 - v)^(1 / (eta + 1)), v uniform: its mean is 1 / (eta +
    // 2)
    assertThat(distance / count).isCloseTo(1 / 22.0, within(0.001));
  }

  @Property(tries = 300, seed = "41023")
  void mutationStaysInBounds(@ForAll @DoubleRange(max = 1) double x, @ForAll long seed) {
    PolynomialMutation mutation = new PolynomialMutation(REAL, 1, 1);
    assertThat(altered(mutation, RandomStreams.of(seed, 0, "test"), x)[0][0]).isBetween(0.0, 1.0);
  }

  @Test
  void mutationOfProbabilityZeroChangesNothing() {
    PolynomialMutation never = new PolynomialMutation(REAL, 0, 20);
    assertThat(altered(never, RandomStreams.of(1, 0, "test"), 0.25)[0][0]).isEqualTo(0.25);
  }

  @Test
  void anOrderedValueMovesToANeighbourMoreOftenAndNeverStays() {
    PolynomialMutation mutation = new PolynomialMutation(WHOLE, 1, 20);
    RandomGenerator random = RandomStreams.of(1, 0, "test");
    Map<Object, Integer> counts = new HashMap<>();
    for (int i = 0; i < 9000; i++) {
      double[] moved = altered(mutation, random, 0.45)[0];
      counts.merge(WHOLE.fromUnit(moved).value("x"), 1, Integer::sum);
    }
    // from 4: half goes to 3 or 5, half to any of the nine others
    assertThat(counts).doesNotContainKey(4L).hasSize(9);
    assertThat(counts.getOrDefault(3L, 0) + counts.getOrDefault(5L, 0)).isBetween(5200, 5800);
    assertThat(counts.getOrDefault(0L, 0)).isBetween(420, 580);
  }

  @Test
  void theEndsOfAnOrderedDomainMoveInwards() {
    PolynomialMutation mutation = new PolynomialMutation(WHOLE, 1, 20);
    RandomGenerator random = RandomStreams.of(1, 0, "test");
    for (double end : new double[] {0, 1}) {
      for (int i = 0; i < 200; i++) {
        Object moved = WHOLE.fromUnit(altered(mutation, random, end)[0]).value("x");
        assertThat(moved).isNotEqualTo(WHOLE.fromUnit(new double[] {end}).value("x"));
      }
    }
  }

  @Test
  void aWordBecomesAnyOtherAndALonelyValueStays() {
    PolynomialMutation mutation = new PolynomialMutation(WORDS, 1, 20);
    RandomGenerator random = RandomStreams.of(1, 0, "test");
    Set<Object> reached = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      reached.add(WORDS.fromUnit(altered(mutation, random, 0.5)[0]).value("x"));
    }
    assertThat(reached).containsExactlyInAnyOrder("a", "b", "d", "e");
    SearchSpace lonely = SearchSpace.builder().choice("x", "only").build();
    assertThat(altered(new PolynomialMutation(lonely, 1, 20), random, 0.5)[0][0]).isEqualTo(0.5);
  }

  @Test
  void aLatinHypercubeHasOnePointInEveryStratumOfEveryAxis() {
    int count = 37;
    Set<String> strata = new HashSet<>();
    for (int i = 0; i < count; i++) {
      double[] point = LatinHypercube.point(5, "test", i, count, 3);
      assertThat(LatinHypercube.point(5, "test", i, count, 3)).isEqualTo(point);
      for (int axis = 0; axis < 3; axis++) {
        assertThat(point[axis]).isBetween(0.0, 1.0);
        strata.add(axis + ":" + (int) (point[axis] * count));
      }
    }
    assertThat(strata).hasSize(3 * count);
  }
}
