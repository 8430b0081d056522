package io.paretune.evaluators.task.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DivergenceTest {

  private static Predictions raw(double... logits) {
    float[] values = new float[logits.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) logits[i];
    }
    return new Predictions(values, 1, Predictions.Form.RAW);
  }

  private static Predictions answers(float... probabilities) {
    return new Predictions(probabilities, 1, Predictions.Form.ANSWERS);
  }

  @Test
  void divergenceIsThatOfTheBookWhereverTheScoresLie() {
    Predictions even = raw(1000, 1000);
    Predictions quarters = raw(0, Math.log(3));
    // 0.5 ln 2 + 0.5 ln 2/3, and 0.25 ln 1/2 + 0.75 ln 3/2
    assertThat(Divergence.ofClasses(even, quarters)).isCloseTo(0.1438410, within(1e-6));
    assertThat(Divergence.ofClasses(quarters, even)).isCloseTo(0.1308120, within(1e-6));
    assertThat(Divergence.ofClasses(even, even)).isZero();
  }

  @Test
  void probabilitiesStayAndOneThatWasRoundedToZeroIsTheSmallest() {
    assertThat(Divergence.ofClasses(answers(0.5f, 0.5f), answers(0.25f, 0.75f)))
        .isCloseTo(0.1438410, within(1e-6));
    assertThat(Divergence.ofClasses(answers(0.5f, 0.5f), answers(0, 1)))
        .isCloseTo(0.5 * Math.log(0.5 / Float.MIN_NORMAL) + 0.5 * Math.log(0.5), within(1e-4));
  }

  @Test
  void flagsAreBernoulliTrialsAndTheMeanIsTakenOverThem() {
    // as above, p = 1/2 and q = 3/4; the second output agrees
    assertThat(Divergence.ofFlags(raw(0, 2), raw(Math.log(3), 2)))
        .isCloseTo(0.1438410 / 2, within(1e-6));
    assertThat(Divergence.ofFlags(answers(0.5f), raw(Math.log(3))))
        .isCloseTo(0.1438410, within(1e-6));
  }

  @Test
  void numbersDifferInUnitsOfTheirDeviation() {
    assertThat(Divergence.ofNumbers(answers(10), answers(13), 1.5)).isEqualTo(4);
  }
}
