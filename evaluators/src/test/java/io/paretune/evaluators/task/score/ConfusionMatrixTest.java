package io.paretune.evaluators.task.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  /** Truth 0 0 0 1 1 2, answered 0 0 1 1 0 3. */
  private static final ConfusionMatrix MATRIX =
      ConfusionMatrix.of(new int[] {0, 0, 0, 1, 1, 2}, new int[] {0, 0, 1, 1, 0, 3}, 5);

  @Test
  void figuresOfAClassAreThoseOfTheBook() {
    assertThat(MATRIX.recall(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(MATRIX.precision(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(MATRIX.precision(1)).isEqualTo(0.5);
    assertThat(MATRIX.f1(1)).isEqualTo(0.5);
    assertThat(MATRIX.recall(2)).isZero();
    assertThat(MATRIX.precision(2)).isZero();
  }

  @Test
  void meansAreOverTheClassesThatThereAre() {
    assertThat(MATRIX.accuracy()).isEqualTo(0.5);
    // nothing is of class 3 or 4
    assertThat(MATRIX.balancedAccuracy()).isCloseTo((2 / 3.0 + 0.5 + 0) / 3, within(1e-12));
    // class 3 is answered, class 4 is not
    assertThat(MATRIX.f1Macro()).isCloseTo((2 / 3.0 + 0.5 + 0 + 0) / 4, within(1e-12));
  }

  @Test
  void rowsAreTruths() {
    assertThat(MATRIX.rows().get(0)).isEqualTo(List.of(2L, 1L, 0L, 0L, 0L));
    assertThat(MATRIX.support(0)).isEqualTo(3);
    assertThat(MATRIX.answered(0)).isEqualTo(3);
    assertThat(MATRIX.at(2, 3)).isEqualTo(1);
  }
}
