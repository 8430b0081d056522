package io.paretune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class StandardNormalTest {

  // z, log Phi, log (phi + z Phi), Phi / (phi + z Phi), phi / Phi: by mpmath with 40 digits
  private static final double[][] GOLDEN = {
    {-100000, -5.000000012431864e9, -5.00000002394479e9, 100000.00002, 100000.00001},
    {-300, -45006.62273211866, -45012.32653681455, 300.0066664444617, 300.0033332592634},
    {-60, -1805.013560680567, -1809.1084601822722, 60.03330560942051, 60.016657420241124},
    {-40, -804.6084420137538, -808.29856835662, 40.04990665764852, 40.02496884720726},
    {-12, -75.4106730015688, -77.90910054500735, 12.16335257158574, 12.082214175254284},
    {-3, -6.607726221510349, -7.869686059603029, 3.5323375176251606, 3.2830986549304364},
    {-1.5, -2.7059444008238898, -3.52993592080571, 2.2795806941564463, 1.938677166622543},
    {-0.5, -1.1759117615936185, -1.6205162643873199, 1.5598731483480797, 1.1410777703680646},
    {0, -0.6931471805599453, -0.9189385332046728, 1.2533141373155003, 0.7978845608028654},
    {1, -0.17275377902344988, 0.08002621884930694, 0.7766387252017393, 0.2875999709391784},
    {5, -2.866516129637636e-07, 1.6094379231264313, 0.19999994053122006, 1.4867199409049056e-06}
  };

  @Test
  void tailsAreExact() {
    for (double[] row : GOLDEN) {
      double[] found = {
        StandardNormal.logCumulative(row[0]),
        StandardNormal.logGain(row[0]),
        StandardNormal.logGainSlope(row[0]),
        StandardNormal.hazard(row[0])
      };
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i])
            .as("column %s at %s", i, row[0])
            .isCloseTo(row[i + 1], within(2e-11 * Math.max(1e-3, Math.abs(row[i + 1]))));
      }
    }
  }

  @Test
  void errorFunctionIsThatOfCommonsMath() {
    for (double x = 0; x < 5; x += 0.07) {
      double expected = Math.exp(x * x) * Erf.erfc(x);
      assertThat(StandardNormal.scaledErfc(x)).isCloseTo(expected, within(1e-9 * expected));
    }
    for (double z = -6; z < 6; z += 0.13) {
      assertThat(StandardNormal.cumulative(z))
          .isCloseTo(0.5 * Erf.erfc(-z / Math.sqrt(2)), within(1e-14));
    }
  }

  @Test
  void agreesWithCommonsMath() {
    NormalDistribution reference = new NormalDistribution(null, 0, 1);
    for (double x = -9; x <= 9; x += 0.0625) {
      assertThat(StandardNormal.quickCumulative(x))
          .isCloseTo(reference.cumulativeProbability(x), within(1e-14));
    }
    assertThat(StandardNormal.quickCumulative(0)).isCloseTo(0.5, within(1e-15));
    assertThat(StandardNormal.quickCumulative(-40)).isZero();
    assertThat(StandardNormal.quickCumulative(40)).isEqualTo(1);
  }

  @Test
  void intervalsInTheUpperTailKeepTheirDigits() {
    // Phi(-8) - Phi(-9), by hand from tables: 6.22096057e-16 - 1.12858841e-19
    assertThat(StandardNormal.between(8, 9))
        .isCloseTo(6.21983199e-16, Percentage.withPercentage(1e-4));
    assertThat(StandardNormal.between(-9, -8)).isEqualTo(StandardNormal.between(8, 9));
    assertThat(StandardNormal.between(-1, 1)).isCloseTo(0.6826894921370859, within(1e-14));
  }

  @Test
  void drawsWithinTheUnitIntervalHaveTheMomentsOfTheTruncatedDistribution() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    double sum = 0;
    int count = 40_000;
    for (int i = 0; i < count; i++) {
      double drawn = StandardNormal.inUnit(0.9, 0.3, random);
      assertThat(drawn).isBetween(0.0, 1.0);
      sum += drawn;
    }
    // mean + deviation (phi(a) - phi(b)) / (Phi(b) - Phi(a)), a = -3, b = 1/3
    double expected =
        0.9 + 0.3 * (0.0044318484 - 0.3773832277) / StandardNormal.between(-3, 1 / 3.0);
    assertThat(sum / count).isCloseTo(expected, within(0.004));
  }

  @Test
  void theTabulatedGainIsExact() {
    for (double z = -9; z <= 9; z += 0.0137) {
      double cdf = 0.5 * Erf.erfc(-z / Math.sqrt(2));
      double exact = z * cdf + Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
      assertThat(StandardNormal.tabulatedGain(z)).isCloseTo(exact, within(1e-9));
    }
    assertThat(StandardNormal.tabulatedGain(0)).isCloseTo(0.3989422804014327, within(1e-15));
    assertThat(StandardNormal.tabulatedGain(-20)).isZero();
    assertThat(StandardNormal.tabulatedGain(20)).isEqualTo(20);
  }
}
