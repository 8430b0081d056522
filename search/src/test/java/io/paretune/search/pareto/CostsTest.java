package io.paretune.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class CostsTest {

  /** Few values, so that ties, dominance and equal violations all occur. */
  private static Costs few(int code) {
    return Costs.of(new double[] {code % 3, code / 3 % 3}, code / 9 % 3 / 2.0);
  }

  @Property(seed = "41008")
  void dominanceIsIrreflexiveAndAsymmetric(
      @ForAll @IntRange(max = 26) int a, @ForAll @IntRange(max = 26) int b) {
    assertThat(few(a).dominates(few(a))).isFalse();
    assertThat(few(a).dominates(few(b)) && few(b).dominates(few(a))).isFalse();
    assertThat(few(a).against(few(b))).isEqualTo(-few(b).against(few(a)));
  }

  @Property(seed = "41009")
  void dominanceIsTransitive(
      @ForAll @IntRange(max = 26) int a,
      @ForAll @IntRange(max = 26) int b,
      @ForAll @IntRange(max = 26) int c) {
    if (few(a).dominates(few(b)) && few(b).dominates(few(c))) {
      assertThat(few(a).dominates(few(c))).isTrue();
    }
  }

  @Test
  void nowhereWorseAndSomewhereBetterDominates() {
    assertThat(Costs.of(1, 2).dominates(Costs.of(1, 3))).isTrue();
    assertThat(Costs.of(1, 2).dominates(Costs.of(1, 2))).isFalse();
    assertThat(Costs.of(1, 2).dominates(Costs.of(0, 3))).isFalse();
  }

  @Test
  void feasibilityComesBeforeObjectives() {
    Costs feasible = Costs.of(9, 9);
    Costs slightly = Costs.of(new double[] {0, 0}, 0.1);
    Costs badly = Costs.of(new double[] {0, 0}, Double.POSITIVE_INFINITY);
    assertThat(feasible.dominates(slightly)).isTrue();
    assertThat(slightly.dominates(badly)).isTrue();
    assertThat(slightly.dominates(feasible)).isFalse();
  }

  @Test
  void minusZeroIsZero() {
    assertThat(Costs.of(-0.0, 1)).isEqualTo(Costs.of(0.0, 1)).hasSameHashCodeAs(Costs.of(0.0, 1));
  }

  @Test
  void costsAreFiniteAndOfOneDimension() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Costs.of(1, Double.NaN))
        .withMessageContaining("finite, got [1.0, NaN]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Costs.of(new double[] {1}, -1))
        .withMessageContaining("violation must be at least 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Costs.of(new double[] {1}, Double.NaN))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException().isThrownBy(Costs::of).withMessageContaining("got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Costs.of(1, 2).dominates(Costs.of(1)))
        .withMessageContaining("got 2 and 1");
  }

  @Test
  void costsDoNotChangeWithTheirArray() {
    double[] given = {1, 2};
    Costs costs = Costs.of(given);
    given[0] = 5;
    costs.toArray()[1] = 7;
    assertThat(costs.toArray()).containsExactly(1, 2);
    assertThat(costs.dimension()).isEqualTo(2);
    assertThat(costs.get(1)).isEqualTo(2);
  }
}
