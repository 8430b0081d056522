package io.paretune.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.junit.jupiter.api.Test;

final class SortedValuesTest {

  @Test
  void percentilesAreThoseOfCommonsMath() {
    Random random = new Random(6);
    SortedValues values = new SortedValues();
    double[] all = new double[57];
    for (int i = 0; i < all.length; i++) {
      all[i] = random.nextInt(20);
      values.add(all[i]);
    }
    Percentile reference = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    for (double percent = 1; percent < 100; percent += 0.5) {
      assertThat(values.percentile(percent))
          .isCloseTo(reference.evaluate(all, percent), within(1e-12));
    }
    assertThat(values.size()).isEqualTo(57);
    assertThat(values.below(7)).isEqualTo((int) Arrays.stream(all).filter(v -> v < 7).count());
  }
}
