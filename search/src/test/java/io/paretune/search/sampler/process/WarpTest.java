package io.paretune.search.sampler.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.sampler.process.fit.Warp;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WarpTest {

  private static double[] heavy() {
    Random random = new Random(1);
    double[] values = new double[50];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(3 * random.nextGaussian());
    }
    return values;
  }

  @Test
  void keepsTheOrderAndStandardises() {
    double[] values = heavy();
    Arrays.sort(values);
    for (Warp warp : new Warp[] {Warp.straight(values), Warp.likeliest(values)}) {
      double[] warped = warp.apply(values);
      for (int i = 1; i < warped.length; i++) {
        assertThat(warped[i]).isGreaterThan(warped[i - 1]);
      }
      assertThat(Arrays.stream(warped).average().orElseThrow()).isCloseTo(0, within(1e-9));
      assertThat(Arrays.stream(warped).map(v -> v * v).average().orElseThrow())
          .isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void originAndUnitMakeNoDifference() {
    double[] values = heavy();
    double[] other = Arrays.stream(values).map(v -> 1e-3 * v - 12).toArray();
    assertThat(Warp.likeliest(other).apply(other))
        .containsExactly(Warp.likeliest(values).apply(values), within(1e-6));
  }

  @Test
  void hugeValuesDoNotHideTheOthers() {
    double[] values = {1, 2, 3, 4, 5, 6, 7, 8, 1e300};
    double[] warped = Warp.straight(values).apply(values);
    assertThat(warped).doesNotContain(Double.NaN);
    double[] usual = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    double[] plain = Warp.straight(usual).apply(usual);
    assertThat(warped[7] - warped[0]).isGreaterThan(0.3 * (plain[7] - plain[0]));
  }

  @Test
  void equalValuesAreOne() {
    assertThat(Warp.likeliest(new double[] {3, 3, 3}).apply(3)).isZero();
    assertThat(Warp.straight(new double[] {0, 0}).apply(0)).isZero();
  }

  /** Yeo, Johnson 2000, equation 2.1, by hand. */
  @Test
  void bendsAsYeoAndJohnsonDo() {
    assertThat(Warp.yeoJohnson(3, 0.5)).isCloseTo(2, within(1e-12));
    assertThat(Warp.yeoJohnson(-3, 1.5)).isCloseTo(-2, within(1e-12));
    assertThat(Warp.yeoJohnson(3, 0)).isCloseTo(Math.log(4), within(1e-12));
    assertThat(Warp.yeoJohnson(-3, 2)).isCloseTo(-Math.log(4), within(1e-12));
    assertThat(Warp.yeoJohnson(-1.7, 1)).isCloseTo(-1.7, within(1e-12));
  }

  @Test
  void slopesAreThoseOfFiniteDifferences() {
    double[] values = {0.1, 0.4, 0.5, 0.9, 2.2};
    Warp warp = Warp.likeliest(values);
    double sum = 0;
    double relative = 0;
    for (double value : values) {
      sum += Math.log((warp.apply(value + 1e-7) - warp.apply(value - 1e-7)) / 2e-7);
      double straight = Warp.straight(values).apply(value + 1e-7);
      relative += Math.log((straight - Warp.straight(values).apply(value - 1e-7)) / 2e-7);
    }
    double expected = warp.slopes(values) - Warp.straight(values).slopes(values);
    assertThat(sum - relative).isCloseTo(expected, within(1e-5));
  }

  @Test
  void anExcessKeepsItsSignAndInfinityIsANumber() {
    double[] values = {-2, 0, 1, 4, Double.POSITIVE_INFINITY};
    Excess excess = Excess.of(values);
    assertThat(excess.scale()).isEqualTo(2);
    double[] applied = excess.apply(values);
    assertThat(applied[0]).isCloseTo(-Math.log(2), within(1e-12));
    assertThat(applied[1]).isZero();
    assertThat(applied[4]).isGreaterThan(applied[3]).isFinite();
    assertThat(Excess.of(new double[] {0, 0}).scale()).isEqualTo(1);
  }
}
