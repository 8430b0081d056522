package io.paretune.search.sampler.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class NormalTest {

  @Test
  void agreesWithCommonsMath() {
    NormalDistribution reference = new NormalDistribution(null, 0, 1);
    for (double x = -9; x <= 9; x += 0.0625) {
      assertThat(Normal.cdf(x)).isCloseTo(reference.cumulativeProbability(x), within(1e-14));
    }
    assertThat(Normal.cdf(0)).isCloseTo(0.5, within(1e-15));
    assertThat(Normal.cdf(-40)).isZero();
    assertThat(Normal.cdf(40)).isEqualTo(1);
  }

  @Test
  void intervalsInTheUpperTailKeepTheirDigits() {
    // Phi(-8) - Phi(-9), by hand from tables: 6.22096057e-16 - 1.12858841e-19
    assertThat(Normal.between(8, 9)).isCloseTo(6.21983199e-16, Percentage.withPercentage(1e-4));
    assertThat(Normal.between(-9, -8)).isEqualTo(Normal.between(8, 9));
    assertThat(Normal.between(-1, 1)).isCloseTo(0.6826894921370859, within(1e-14));
  }

  @Test
  void drawsWithinTheUnitIntervalHaveTheMomentsOfTheTruncatedDistribution() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    double sum = 0;
    int count = 40_000;
    for (int i = 0; i < count; i++) {
      double drawn = Normal.inUnit(0.9, 0.3, random);
      assertThat(drawn).isBetween(0.0, 1.0);
      sum += drawn;
    }
    // mean + deviation (phi(a) - phi(b)) / (Phi(b) - Phi(a)), a = -3, b = 1/3
    double expected = 0.9 + 0.3 * (0.0044318484 - 0.3773832277) / Normal.between(-3, 1 / 3.0);
    assertThat(sum / count).isCloseTo(expected, within(0.004));
  }
}
