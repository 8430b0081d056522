package io.paretune.evaluators.task.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RocCurveTest {

  private static final boolean[] POSITIVE = {true, false, true, false};

  @Test
  void everyPairCountsAndEqualsCountHalf() {
    assertThat(RocCurve.area(POSITIVE, new double[] {3, 1, 4, 2})).isEqualTo(1);
    assertThat(RocCurve.area(POSITIVE, new double[] {1, 3, 2, 4})).isZero();
    assertThat(RocCurve.area(POSITIVE, new double[] {0, 0, 0, 0})).isEqualTo(0.5);
    // of four pairs three are right, of which one by half: 2, 1 = 1, 0
    assertThat(RocCurve.area(POSITIVE, new double[] {2, 1, 1, 0})).isEqualTo(0.875);
  }

  @Test
  void whatKeepsTheOrderKeepsTheArea() {
    double[] scores = {0.1, -3, 7, 0.1};
    double[] others = {Math.exp(0.1), Math.exp(-3), Math.exp(7), Math.exp(0.1)};
    assertThat(RocCurve.area(POSITIVE, others)).isEqualTo(RocCurve.area(POSITIVE, scores));
  }

  @Test
  void oneClassAloneHasNoCurve() {
    assertThat(RocCurve.area(new boolean[] {true, true}, new double[] {1, 2})).isNaN();
  }
}
