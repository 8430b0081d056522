package io.paretune.hardware.protocol.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.WarmUp;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

  // Ranks from the table of the sign test (two-sided, 5 %): k - 1 is its critical value.
  @ParameterizedTest
  @CsvSource({"6,1", "8,1", "9,2", "11,2", "12,3", "20,6", "25,8", "50,18", "100,40"})
  void intervalsRanksAreThoseOfTheSignTest(int n, int rank) {
    assertThat(MedianInterval.rank(n)).isEqualTo(rank);
  }

  @Property(tries = 60, seed = "41004")
  void intervalsRankIsTheLargestThatKeepsTheTail(@ForAll @IntRange(min = 6, max = 900) int n) {
    BinomialDistribution binomial = new BinomialDistribution(n, 0.5);
    int k = MedianInterval.rank(n);
    assertThat(binomial.cumulativeProbability(k - 1)).isLessThanOrEqualTo(0.025);
    assertThat(binomial.cumulativeProbability(k)).isGreaterThan(0.025);
  }

  @Test
  void rankOfVeryManySamplesDoesNotUnderflow() {
    // Normal approximation: n/2 - 1.96 sqrt(n)/2.
    assertThat((double) MedianInterval.rank(1500))
        .isCloseTo(750 - 1.96 * Math.sqrt(1500) / 2, within(1.5));
    assertThat((double) MedianInterval.rank(100_000))
        .isCloseTo(50_000 - 1.96 * Math.sqrt(100_000) / 2, within(2.0));
  }

  @Test
  void intervalOfSixSamplesIsTheirWholeRange() {
    MedianInterval interval = MedianInterval.of(new double[] {5, 1, 4, 2, 3, 6});
    assertThat(interval).isEqualTo(new MedianInterval(3.5, 1, 6));
    assertThat(interval.relativeHalfWidth()).isCloseTo(2.5 / 3.5, within(1e-12));
    assertThatThrownBy(() -> MedianInterval.of(new double[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 6 samples, got 5");
  }

  @Test
  void intervalCoversTheTrueMedianOfASkewedDistributionNinetyFiveTimesInAHundred() {
    SplittableRandom random = new SplittableRandom(11);
    int covered = 0;
    int trials = 2000;
    for (int i = 0; i < trials; i++) {
      double[] samples = new double[61];
      Arrays.setAll(samples, j -> -Math.log(1 - random.nextDouble()));
      MedianInterval interval = MedianInterval.of(samples);
      covered += interval.low() <= Math.log(2) && Math.log(2) <= interval.high() ? 1 : 0;
    }
    // At least 95 % by construction; three standard deviations of the count are 1.5 %.
    assertThat((double) covered / trials).isBetween(0.94, 0.985);
  }

  @Test
  void quantilesAreInterpolatedLinearly() {
    Samples samples = Samples.of(4_000_000, 1_000_000, 3_000_000, 2_000_000);
    assertThat(samples.quantileMs(0)).isEqualTo(1);
    assertThat(samples.quantileMs(0.5)).isEqualTo(2.5);
    assertThat(samples.quantileMs(0.9)).isCloseTo(3.7, within(1e-12));
    assertThat(samples.quantileMs(1)).isEqualTo(4);
    assertThatThrownBy(() -> samples.quantileMs(1.1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 100, seed = "41005")
  void samplesSurviveStorage(@ForAll long[] nanos) {
    Samples samples = Samples.of(nanos);
    assertThat(Samples.fromBytes(samples.toBytes())).isEqualTo(samples);
  }

  @Test
  void storedSamplesAreSmall() {
    SplittableRandom random = new SplittableRandom(3);
    Samples samples =
        Samples.of(random.ints(1000, 0, 5000).mapToLong(jitter -> 500_000 + jitter).toArray());
    assertThat(samples.toBytes()).hasSizeLessThan(2100);
  }

  @Test
  void damagedSamplesAreRefused() {
    byte[] good = Samples.of(1, 2, 3).toBytes();
    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, Arrays.copyOf(good, good.length / 2)}) {
      assertThatThrownBy(() -> Samples.fromBytes(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void warmUpEndsWhenTheRollingMedianIsSteady() {
    assertThat(runsUntilWarm(run -> 1_000_000)).isEqualTo(20);
    // Falls from 3 ms to 1 ms over 40 runs: the first two windows past that agree.
    assertThat(runsUntilWarm(run -> Math.max(1_000_000, 3_000_000 - run * 50_000)))
        .isBetween(50, 70);
  }

  @Test
  void warmUpOfANetworkThatNeverSettlesEndsAtTheMaximum() {
    assertThat(runsUntilWarm(run -> 10_000L * (1 + run / 10 % 2)))
        .isEqualTo(Protocol.defaults().warmUp().maximum());
  }

  @Test
  void warmUpOfASlowNetworkEndsWithTheTimeBudget() {
    assertThat(runsUntilWarm(run -> 400_000_000)).isEqualTo(3);
  }

  private static int runsUntilWarm(java.util.function.IntToLongFunction time) {
    WarmUp warmUp = new WarmUp(Protocol.defaults());
    int run = 0;
    while (!warmUp.done(time.applyAsLong(run))) {
      run++;
    }
    return run + 1;
  }
}
