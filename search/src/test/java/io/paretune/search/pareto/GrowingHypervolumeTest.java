package io.paretune.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class GrowingHypervolumeTest {

  @Property(tries = 100, seed = "41011")
  void afterEachPointItIsTheEndOfTheTraceSoFar(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int dimension) {
    List<Costs> points = Points.coarse(new Random(seed), 25, dimension);
    GrowingHypervolume growing = new GrowingHypervolume();
    for (int i = 0; i < points.size(); i++) {
      growing.add(points.get(i));
      double[] trace = HypervolumeTrace.of(points.subList(0, i + 1));
      assertThat(growing.share()).isEqualTo(trace[i]);
    }
  }

  @Test
  void infeasiblePointsAddNothing() {
    GrowingHypervolume growing = new GrowingHypervolume();
    assertThat(growing.share()).isZero();
    growing.add(Costs.of(new double[] {-100, -100}, 1));
    assertThat(growing.share()).isZero();
    growing.add(Costs.of(5, 7));
    assertThat(growing.share()).isEqualTo(1);
  }
}
