package io.paretune.search.sampler.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class MixtureTest {

  private static final double DOUBT = 0.3;

  private static Mixture mixture(SearchSpace space, double width, double[]... points) {
    double[] weights = new double[points.length + 1];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = 1 + k;
    }
    double[] widths = new double[space.dimension()];
    Arrays.fill(widths, width);
    return new Mixture(space, List.of(points), weights, widths, DOUBT);
  }

  @Test
  void aContinuousDensityIntegratesToOne() {
    SearchSpace space = SearchSpace.builder().real("x", 0, 1).logReal("y", 1, 9).build();
    Mixture mixture = mixture(space, 0.1, new double[] {0.02, 0.5}, new double[] {0.9, 0.99});
    int steps = 400;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      for (int j = 0; j < steps; j++) {
        double[] point = {(i + 0.5) / steps, (j + 0.5) / steps};
        sum += Math.exp(mixture.logDensity(point));
      }
    }
    assertThat(sum / steps / steps).isCloseTo(1, within(1e-4));
  }

  @Test
  void probabilitiesOfAConditionalDiscreteSpaceAddUpToOne() {
    SearchSpace space =
        SearchSpace.builder()
            .choice("kind", "none", "one", "two")
            .logWhole("size", 1, 6)
            .when(
                Condition.in("kind", "two"),
                two ->
                    two.whole("deep", 1, 3)
                        .when(Condition.atLeast("deep", 2), on -> on.choice("how", "a", "b")))
            .build();
    SpaceIndex all = SpaceIndex.of(space).orElseThrow();
    Mixture mixture = mixture(space, 0.2, space.toUnit(all.at(1)), space.toUnit(all.at(20)));
    double sum = 0;
    for (long i = 0; i < all.size(); i++) {
      sum += Math.exp(mixture.logDensity(space.toUnit(all.at(i))));
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  @Test
  void manyCellsAreIntegratedAsFewAre() {
    for (int count : new int[] {64, 65, 500}) {
      SearchSpace space = SearchSpace.builder().whole("k", 1, count).build();
      Mixture mixture = mixture(space, 0.05, new double[] {0.5 / count}, new double[] {0.7});
      double sum = 0;
      for (int cell = 0; cell < count; cell++) {
        sum += Math.exp(mixture.logDensity(new double[] {(cell + 0.5) / count}));
      }
      assertThat(sum).isCloseTo(1, within(count == 64 ? 1e-12 : 2e-3));
    }
  }

  @Test
  void wideCellsAmongManyAreIntegratedExactly() {
    // the first values of a logarithmic range own most of it
    SearchSpace space = SearchSpace.builder().logWhole("k", 1, 200).build();
    Mixture mixture = mixture(space, 0.05, new double[] {0.1});
    double sum = 0;
    for (long k = 1; k <= 200; k++) {
      sum += Math.exp(mixture.logDensity(space.toUnit(Assignment.of(Map.of("k", k)))));
    }
    assertThat(sum).isCloseTo(1, within(2e-3));
  }

  @Test
  void aDensityIsTheOneComputedByHand() {
    // one observation in the middle, weight 1, and the prior, weight 2
    SearchSpace space = SearchSpace.builder().real("x", -2, 2).choice("c", "a", "b").build();
    Mixture mixture = mixture(space, 0.25, new double[] {0.5, 0.25});
    double gaussian = 0.3520653267642995 / 0.25 / 0.9544997361036416; // phi(1/2), Phi(2) - Phi(-2)
    double own = 1 - DOUBT + DOUBT / 2;
    double prior = 1 * 0.5;
    assertThat(Math.exp(mixture.logDensity(new double[] {0.625, 0.25})))
        .isCloseTo(gaussian * own / 3 + prior * 2 / 3, within(1e-12));
    assertThat(Math.exp(mixture.logDensity(new double[] {0.625, 0.75})))
        .isCloseTo(gaussian * (1 - own) / 3 + prior * 2 / 3, within(1e-12));
  }

  @Test
  void anAbsentParameterSaysNothing() {
    SearchSpace space =
        SearchSpace.builder()
            .choice("on", true, false)
            .when(Condition.in("on", true), on -> on.real("x", 0, 1))
            .build();
    Mixture mixture = mixture(space, 0.1, new double[] {0.75, Double.NaN});
    double off = Math.exp(mixture.logDensity(new double[] {0.75, Double.NaN}));
    double on = Math.exp(mixture.logDensity(new double[] {0.25, 0.3}));
    assertThat(off + on).isCloseTo(1, within(1e-12));
    assertThat(mixture.logDensity(new double[] {0.25, 0.9})).isCloseTo(Math.log(on), within(1e-12));
  }

  @Test
  void drawsFollowTheDensity() {
    SearchSpace space = SearchSpace.builder().whole("k", 1, 5).choice("c", "a", "b", "d").build();
    Mixture mixture = mixture(space, 0.15, new double[] {0.1, 0.5}, new double[] {0.7, 5 / 6.0});
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    int[] counts = new int[15];
    int draws = 60_000;
    for (int i = 0; i < draws; i++) {
      double[] point = mixture.draw(random);
      counts[3 * (int) (point[0] * 5) + (int) (point[1] * 3)]++;
    }
    for (int i = 0; i < counts.length; i++) {
      int whole = i / 3;
      double[] point = {(whole + 0.5) / 5, (i % 3 + 0.5) / 3};
      assertThat(counts[i] / (double) draws)
          .isCloseTo(Math.exp(mixture.logDensity(point)), within(0.006));
    }
  }
}
