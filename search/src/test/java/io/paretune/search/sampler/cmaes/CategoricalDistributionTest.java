package io.paretune.search.sampler.cmaes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class CategoricalDistributionTest {

  @Test
  void theyMoveTowardsTheBestOptions() {
    CategoricalDistribution odds = new CategoricalDistribution(4, 1);
    odds.adapt(new int[] {2, 2, 0}, new double[] {0.5, 0.3, 0.2}, 0.5);
    // half of the way from 1/4 to 0.2, 0, 0.8, 0; the least is 0.27 / 3 = 0.09
    assertThat(odds.share(0)).isCloseTo(0.225, within(1e-12));
    assertThat(odds.share(1)).isCloseTo(0.125, within(1e-12));
    assertThat(odds.share(2)).isCloseTo(0.525, within(1e-12));
  }

  @Test
  void absentChoicesTeachNothing() {
    CategoricalDistribution odds = new CategoricalDistribution(2, 1);
    odds.adapt(new int[] {-1, -1}, new double[] {0.6, 0.4}, 0.5);
    assertThat(odds.share(0)).isEqualTo(0.5);
    odds.adapt(new int[] {0, -1}, new double[] {0.6, 0.4}, 0.5);
    assertThat(odds.share(0)).isCloseTo(0.5 + 0.5 * 0.6 * 0.5, within(1e-12));
  }

  @Test
  void noOptionDiesOut() {
    CategoricalDistribution odds = new CategoricalDistribution(3, 2);
    for (int i = 0; i < 100; i++) {
      odds.adapt(new int[] {1}, new double[] {1}, 0.5);
    }
    double least = (1 - Math.sqrt(0.73)) / 2;
    assertThat(odds.share(0)).isCloseTo(least, within(1e-9));
    assertThat(odds.share(1)).isCloseTo(Math.sqrt(0.73), within(1e-9));
  }

  @Test
  void drawsFollowThem() {
    CategoricalDistribution odds = new CategoricalDistribution(3, 1);
    odds.adapt(new int[] {1}, new double[] {1}, 0.4);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(2);
    int[] counts = new int[3];
    for (int i = 0; i < 20_000; i++) {
      counts[odds.draw(random, 0)]++;
    }
    assertThat(counts[1] / 20_000.0).isCloseTo(0.6, within(0.015));
    int evenly = 0;
    for (int i = 0; i < 20_000; i++) {
      evenly += odds.draw(random, 1) == 1 ? 1 : 0;
    }
    assertThat(evenly / 20_000.0).isCloseTo(1 / 3.0, within(0.015));
  }
}
