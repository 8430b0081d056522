package io.paretune.evaluators.compress.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AnswersTest {

  @Test
  void scoresBecomeLogarithmsOfProbabilities() {
    double[] quarters = Answers.logarithms(new float[] {1000, 1000 + (float) Math.log(3)}, false);
    assertThat(Math.exp(quarters[0])).isCloseTo(0.25, within(1e-5));
    assertThat(Math.exp(quarters[1])).isCloseTo(0.75, within(1e-5));
  }

  @Test
  void probabilitiesStayAndOneThatWasRoundedToZeroIsTheSmallest() {
    double[] values = Answers.logarithms(new float[] {0.25f, 0.75f, 0}, true);
    assertThat(values[0]).isCloseTo(Math.log(0.25), within(1e-7));
    assertThat(values[1]).isCloseTo(Math.log(0.75), within(1e-7));
    assertThat(values[2]).isCloseTo(Math.log(Float.MIN_NORMAL), within(1e-7));
  }

  @Test
  void divergenceIsThatOfTheBook() {
    double[] even = {Math.log(0.5), Math.log(0.5)};
    double[] quarters = {Math.log(0.25), Math.log(0.75)};
    // 0.5 ln 2 + 0.5 ln 2/3, and 0.25 ln 1/2 + 0.75 ln 3/2
    assertThat(Answers.divergence(even, quarters)).isCloseTo(0.1438410, within(1e-7));
    assertThat(Answers.divergence(quarters, even)).isCloseTo(0.1308120, within(1e-7));
    assertThat(Answers.divergence(even, even)).isZero();
  }
}
