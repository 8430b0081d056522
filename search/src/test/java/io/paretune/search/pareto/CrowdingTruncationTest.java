package io.paretune.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class CrowdingTruncationTest {

  @Test
  void ofAClusterSomeRemain() {
    List<Costs> front =
        List.of(
            Costs.of(0, 10),
            Costs.of(1, 9),
            Costs.of(2, 8),
            Costs.of(3, 7),
            Costs.of(9, 1),
            Costs.of(10, 0));
    double[] all = CrowdingTruncation.crowding(front, 6);
    assertThat(all).isEqualTo(NonDominatedSorting.crowding(front));
    assertThat(all[1]).isCloseTo(0.4, within(1e-12));
    assertThat(all[3]).isCloseTo(1.4, within(1e-12));
    // both points of 0.4 at once would leave a gap; without the later one, the first has 0.6
    double[] four = CrowdingTruncation.crowding(front, 5);
    assertThat(four[1]).isCloseTo(0.6, within(1e-12));
    assertThat(four[2]).isNaN();
    assertThat(four[3]).isCloseTo(1.6, within(1e-12));
    assertThat(CrowdingTruncation.crowding(front, 2))
        .containsExactly(
            Double.POSITIVE_INFINITY,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.POSITIVE_INFINITY);
  }

  @Property(tries = 200, seed = "41010")
  void isWhatCountingAnewAfterEveryPointGives(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int count,
      @ForAll @IntRange(min = 1, max = 4) int dimension) {
    List<Costs> front = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      double[] costs = new double[dimension];
      for (int axis = 0; axis < dimension; axis++) {
        costs[axis] = random.nextDouble();
      }
      front.add(Costs.of(costs));
    }
    int keep = 1 + random.nextInt(count);
    double[] thinned = CrowdingTruncation.crowding(front, keep);
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      left.add(i);
    }
    double[] anew = NonDominatedSorting.crowding(front);
    while (left.size() > keep) {
      int most = 0;
      for (int i = 0; i < anew.length; i++) {
        most = anew[i] <= anew[most] ? i : most;
      }
      left.remove(most);
      anew = NonDominatedSorting.crowding(left.stream().map(front::get).toList());
    }
    for (int i = 0; i < count; i++) {
      int place = left.indexOf(i);
      assertThat(Double.compare(thinned[i], place < 0 ? Double.NaN : anew[place])).isZero();
    }
  }
}
