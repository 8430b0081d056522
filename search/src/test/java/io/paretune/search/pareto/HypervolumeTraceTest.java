package io.paretune.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class HypervolumeTraceTest {

  @Test
  void byHand() {
    // the box is [0, 4] x [0, 2]; scaled: (1, 0), (0, 1), (.5, .5), then one that is dominated
    List<Costs> points = List.of(Costs.of(4, 0), Costs.of(0, 2), Costs.of(2, 1), Costs.of(4, 2));
    double[] trace = HypervolumeTrace.of(points);
    double box = 1.1 * 1.1;
    assertThat(trace[0]).isCloseTo(0.1 * 1.1 / box, within(1e-12));
    assertThat(trace[1]).isCloseTo((2 * 0.1 * 1.1 - 0.01) / box, within(1e-12));
    assertThat(trace[2]).isCloseTo((2 * 0.1 * 1.1 - 0.01 + 0.25) / box, within(1e-12));
    assertThat(trace[3]).isEqualTo(trace[2]);
  }

  @Test
  void infeasiblePointsAddNothingAndDoNotStretchTheBox() {
    Costs infeasible = Costs.of(new double[] {-100, -100}, 1);
    assertThat(HypervolumeTrace.of(List.of(infeasible))).containsExactly(0);
    double[] trace = HypervolumeTrace.of(List.of(infeasible, Costs.of(1, 1), Costs.of(3, 0)));
    assertThat(trace[0]).isZero();
    assertThat(trace[2]).isEqualTo(HypervolumeTrace.of(List.of(Costs.of(1, 1), Costs.of(3, 0)))[1]);
  }

  @Test
  void onePointFillsItsBox() {
    assertThat(HypervolumeTrace.of(List.of(Costs.of(5, 7)))).containsExactly(1);
    assertThat(HypervolumeTrace.of(List.of())).isEmpty();
  }

  @Property(tries = 100, seed = "41016")
  void neverFallsAndStaysAShare(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int dimension) {
    double[] trace = HypervolumeTrace.of(Points.coarse(new Random(seed), 25, dimension));
    assertThat(trace).isSorted();
    for (double value : trace) {
      assertThat(value).isBetween(0.0, 1.0);
    }
  }
}
