package io.paretune.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class NonDominatedSortingTest {

  /** Peels one front after the other, as the definition says. */
  private static int[] naive(List<Costs> points) {
    int[] ranks = new int[points.size()];
    Arrays.fill(ranks, -1);
    int left = points.size();
    for (int rank = 0; left > 0; rank++) {
      List<Integer> front = new ArrayList<>();
      for (int i = 0; i < ranks.length; i++) {
        boolean dominated = false;
        for (int j = 0; j < ranks.length; j++) {
          dominated |= ranks[j] < 0 && points.get(j).dominates(points.get(i));
        }
        if (ranks[i] < 0 && !dominated) {
          front.add(i);
        }
      }
      for (int i : front) {
        ranks[i] = rank;
      }
      left -= front.size();
    }
    return ranks;
  }

  @Property(tries = 400, seed = "41017")
  void ranksAreThoseOfPeelingWithTiesDuplicatesAndInfeasiblePoints(
      @ForAll long seed,
      @ForAll @IntRange(max = 50) int count,
      @ForAll @IntRange(min = 1, max = 4) int dimension) {
    List<Costs> points = Points.coarse(new Random(seed), count, dimension);
    assertThat(NonDominatedSorting.ranks(points)).isEqualTo(naive(points));
  }

  @Property(tries = 100, seed = "41018")
  void ranksAreThoseOfPeelingWithoutTies(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int dimension) {
    List<Costs> points =
        Points.uniform(new Random(seed), 60, dimension).stream().map(Costs::of).toList();
    assertThat(NonDominatedSorting.ranks(points)).isEqualTo(naive(points));
  }

  @Test
  void aZeroOfEitherSignIsTheSame() {
    List<Costs> points = List.of(Costs.of(-0.0, 5), Costs.of(0.0, 3));
    assertThat(NonDominatedSorting.ranks(points)).containsExactly(1, 0);
  }

  @Test
  void byHand() {
    List<Costs> points =
        List.of(
            Costs.of(1, 4),
            Costs.of(2, 2),
            Costs.of(4, 1),
            Costs.of(3, 3),
            Costs.of(4, 4),
            Costs.of(2, 2),
            Costs.of(new double[] {0, 0}, 1));
    assertThat(NonDominatedSorting.ranks(points)).containsExactly(0, 0, 0, 1, 2, 0, 3);
    assertThat(NonDominatedSorting.ranks(List.of())).isEmpty();
  }

  @Test
  void crowdingByHand() {
    List<Costs> front =
        Stream.of(
                new double[] {0, 10},
                new double[] {2, 5},
                new double[] {8, 1},
                new double[] {10, 0})
            .map(Costs::of)
            .toList();
    double[] crowding = NonDominatedSorting.crowding(front);
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(crowding)
        .containsExactly(infinite, 8 / 10.0 + 9 / 10.0, 8 / 10.0 + 5 / 10.0, infinite);
  }

  @Test
  void crowdingOfFewOrEqualPoints() {
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(NonDominatedSorting.crowding(List.of())).isEmpty();
    assertThat(NonDominatedSorting.crowding(List.of(Costs.of(1, 1)))).containsExactly(infinite);
    Costs same = Costs.of(1, 1);
    assertThat(NonDominatedSorting.crowding(List.of(same, same, same)))
        .containsExactly(infinite, 0, infinite);
  }

  @Property(tries = 100, seed = "41019")
  void crowdingDoesNotDependOnScaleOrOrder(@ForAll long seed) {
    Random random = new Random(seed);
    List<double[]> points = Points.uniform(random, 12, 3);
    double[] crowding = NonDominatedSorting.crowding(points.stream().map(Costs::of).toList());
    List<Costs> reversed = new ArrayList<>();
    for (int i = points.size() - 1; i >= 0; i--) {
      reversed.add(Costs.of(Arrays.stream(points.get(i)).map(x -> 4 * x).toArray()));
    }
    double[] other = NonDominatedSorting.crowding(reversed);
    for (int i = 0; i < crowding.length; i++) {
      assertThat(other[crowding.length - 1 - i]).isEqualTo(crowding[i]);
    }
  }
}
