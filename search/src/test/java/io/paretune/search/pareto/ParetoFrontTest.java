package io.paretune.search.pareto;

import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ParetoFrontTest {

  @Property(tries = 300, seed = "41020")
  void frontIsWhatNoFeasiblePointDominatesAfterEveryOffer(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int count,
      @ForAll @IntRange(min = 1, max = 4) int dimension) {
    List<Costs> points = Points.coarse(new Random(seed), count, dimension);
    ParetoFront front = new ParetoFront();
    Set<Long> followed = new HashSet<>();
    for (int i = 0; i < count; i++) {
      FrontChange promised = front.preview(i, points.get(i));
      assertThat(front.offer(i, points.get(i))).isEqualTo(promised);
      assertThat(followed).containsAll(promised.left());
      followed.removeAll(promised.left());
      followed.addAll(promised.entered());
      assertThat(ids(front)).isEqualTo(followed).isEqualTo(naive(points.subList(0, i + 1)));
      assertThat(front.size()).isEqualTo(followed.size());
    }
  }

  private static Set<Long> ids(ParetoFront front) {
    return front.members().stream().map(ParetoFront.Member::id).collect(Collectors.toSet());
  }

  private static Set<Long> naive(List<Costs> points) {
    return IntStream.range(0, points.size())
        .filter(i -> points.get(i).feasible())
        .filter(i -> points.stream().noneMatch(other -> other.dominates(points.get(i))))
        .mapToObj(i -> (long) i)
        .collect(Collectors.toSet());
  }

  @Test
  void aNewcomerPushesOffAllThatItDominates() {
    ParetoFront front = new ParetoFront();
    front.offer(0, Costs.of(1, 5));
    front.offer(1, Costs.of(3, 3));
    front.offer(2, Costs.of(4, 2));
    assertThat(front.offer(3, Costs.of(3, 2)))
        .isEqualTo(new FrontChange(List.of(3L), List.of(1L, 2L)));
    assertThat(front.members())
        .containsExactly(
            new ParetoFront.Member(0, Costs.of(1, 5)), new ParetoFront.Member(3, Costs.of(3, 2)));
  }

  @Test
  void equalPointsAreAllKept() {
    ParetoFront front = new ParetoFront();
    front.offer(0, Costs.of(1, 1));
    front.offer(1, Costs.of(1, 1));
    assertThat(front.size()).isEqualTo(2);
  }

  @Test
  void infeasiblePointsNeverEnter() {
    ParetoFront front = new ParetoFront();
    assertThat(front.offer(0, Costs.of(new double[] {0, 0}, 1))).isEqualTo(FrontChange.NONE);
    assertThat(front.size()).isZero();
  }

  @Test
  void costsOfAnotherNumberOfObjectivesAreRefused() {
    ParetoFront front = new ParetoFront();
    front.offer(0, Costs.of(1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> front.offer(1, Costs.of(1, 1, 1)))
        .withMessageContaining("got 3 and 2");
    assertThat(front.size()).isEqualTo(1);
  }

  @Property(tries = 30, seed = "41021")
  void manyPointsOfFewValuesAreFiledAsOneByOne(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int dimension) {
    // enough for boxes in boxes, and for boxes of equal points alone
    Random random = new Random(seed);
    ParetoFront front = new ParetoFront();
    List<Costs> points = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double[] costs = new double[dimension];
      for (int axis = 0; axis < dimension; axis++) {
        costs[axis] = random.nextInt(dimension < 3 ? 200 : 12) - (i / 8.0);
      }
      if (random.nextInt(4) == 0 && i > 0) {
        points.add(points.get(random.nextInt(i)));
      } else {
        points.add(Costs.of(costs));
      }
      front.offer(i, points.get(i));
    }
    assertThat(ids(front)).isEqualTo(naive(points));
    assertThat(front.members()).isSortedAccordingTo(comparingLong(ParetoFront.Member::id));
    assertThat(front.size()).isEqualTo(front.members().size());
  }

  @Test
  void membersAreACopy() {
    ParetoFront front = new ParetoFront();
    List<ParetoFront.Member> before = front.members();
    front.offer(0, Costs.of(1, 1));
    assertThat(before).isEmpty();
  }
}
