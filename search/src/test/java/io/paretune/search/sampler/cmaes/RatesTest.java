package io.paretune.search.sampler.cmaes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class RatesTest {

  private static final Offset<Double> CLOSE = within(1e-9);

  @Test
  void theyAreThoseOfTheTutorialsTable() {
    Rates rates = Rates.of(10, 10);
    assertThat(rates.mu()).isEqualTo(5);
    assertThat(rates.muEff()).isCloseTo(3.167299281411, CLOSE);
    assertThat(rates.cSigma()).isCloseTo(0.284428587946, CLOSE);
    assertThat(rates.cc()).isCloseTo(0.294990383036, CLOSE);
    assertThat(rates.c1()).isCloseTo(0.015283824525, CLOSE);
    assertThat(rates.cMu()).isCloseTo(0.023551776650, CLOSE);
    assertThat(rates.dSigma()).isCloseTo(1.284428587946, CLOSE);
    assertThat(rates.weights()[0]).isCloseTo(0.456272646903, CLOSE);
  }

  @Test
  void weightsFallAndThePositiveOnesAddUpToOne() {
    for (int lambda = 4; lambda < 40; lambda++) {
      Rates rates = Rates.of(7, lambda);
      double[] weights = rates.weights();
      assertThat(Arrays.stream(weights).limit(rates.mu()).sum()).isCloseTo(1, CLOSE);
      for (int i = 1; i < lambda; i++) {
        assertThat(weights[i]).isLessThan(weights[i - 1]);
      }
      assertThat(weights[rates.mu() - 1]).isPositive();
      assertThat(weights[lambda - 1]).isNegative();
    }
  }
}
