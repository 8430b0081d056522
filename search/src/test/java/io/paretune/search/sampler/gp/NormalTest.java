package io.paretune.search.sampler.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

final class NormalTest {

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
        Normal.logCumulative(row[0]),
        Normal.logGain(row[0]),
        Normal.logGainSlope(row[0]),
        Normal.hazard(row[0])
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
      assertThat(Normal.scaledErfc(x)).isCloseTo(expected, within(1e-9 * expected));
    }
    for (double z = -6; z < 6; z += 0.13) {
      assertThat(Normal.cumulative(z)).isCloseTo(0.5 * Erf.erfc(-z / Math.sqrt(2)), within(1e-14));
    }
  }
}
