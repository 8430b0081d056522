package io.paretune.search.sampler.cmaes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.sampler.UnitBins;
import io.paretune.search.space.Whole;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

final class MarginTest {

  private static final UnitBins FIVE = UnitBins.of(Whole.between(1, 5)).orElseThrow();

  private static double below(Gaussian gaussian, double position) {
    return new NormalDistribution(null, gaussian.mean()[0], gaussian.deviation(0))
        .cumulativeProbability(position);
  }

  @Test
  void inAnEndCellTheMeanMovesUntilTheRestHasTheMargin() {
    Gaussian first = new Gaussian(new double[] {0.05}, 0.001, 4);
    Margin.correct(first, 0, FIVE, 0.1);
    assertThat(1 - below(first, 0.2)).isCloseTo(0.1, within(1e-9));
    assertThat(first.stretch()[0]).isEqualTo(1);
    Gaussian last = new Gaussian(new double[] {0.99}, 0.001, 4);
    Margin.correct(last, 0, FIVE, 0.1);
    assertThat(below(last, 0.8)).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void inBetweenBothNeighboursGetHalfTheMargin() {
    Gaussian gaussian = new Gaussian(new double[] {0.55}, 0.001, 4);
    Margin.correct(gaussian, 0, FIVE, 0.1);
    assertThat(below(gaussian, 0.4)).isCloseTo(0.05, within(1e-9));
    assertThat(1 - below(gaussian, 0.6)).isCloseTo(0.05, within(1e-9));
  }

  @Test
  void aLikelyNeighbourGivesWhatTheOtherLacks() {
    // below 0.4: Phi(-4) = 0.0000317; above 0.6: Phi(-1) = 0.1586553
    Gaussian gaussian = new Gaussian(new double[] {0.56}, 0.04, 4);
    Margin.correct(gaussian, 0, FIVE, 0.1);
    // over = 1 - 0.05 - 0.1586553 - 0.8413130 = -0.0499683; spare = 0.05 + 0.1586553 + 0.8413130
    // - 0.15 = 0.8999683; 0.1586553 + over (0.1586553 - 0.05) / spare = 0.1526225
    assertThat(below(gaussian, 0.4)).isCloseTo(0.05, within(1e-6));
    assertThat(1 - below(gaussian, 0.6)).isCloseTo(0.1526225, within(1e-6));
  }

  @Test
  void wideDistributionsAreLeftAlone() {
    Gaussian gaussian = new Gaussian(new double[] {0.5}, 0.3, 4);
    Margin.correct(gaussian, 0, FIVE, 0.1);
    assertThat(gaussian.mean()[0]).isEqualTo(0.5);
    assertThat(gaussian.stretch()[0]).isEqualTo(1);
  }
}
