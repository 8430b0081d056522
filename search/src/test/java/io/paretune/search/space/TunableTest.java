package io.paretune.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TunableTest {
  @Test
  void aFixedNumberIsNoParameter() {
    Tunable<Double> tunable = Tunable.fixed("alpha", 0.5);
    assertThat(tunable.parameters()).isEmpty();
    assertThat(tunable.at(Assignment.of(Map.of()))).isEqualTo(0.5);
    assertThat(tunable.at(Assignment.of(Map.of("alpha", 0.9)))).isEqualTo(0.5);
  }

  @Test
  void aSearchedNumberIsTheAssignments() {
    Tunable<Double> tunable = Tunable.real("alpha", new Real(0, 1, 0));
    assertThat(tunable.parameters()).containsExactly(Parameter.of("alpha", new Real(0, 1, 0)));
    assertThat(tunable.at(Assignment.of(Map.of("alpha", 0.25)))).isEqualTo(0.25);
  }

  @Test
  void aChoiceAmongNumbersIsReadAsANumber() {
    Tunable<Double> tunable = Tunable.real("temperature", Choice.of(1.0, 4.0));
    assertThat(tunable.at(Assignment.of(Map.of("temperature", 4.0)))).isEqualTo(4);
  }

  enum Colour {
    DARK_RED,
    BLUE,
    GREEN
  }

  @Test
  void oneValueIsFixedAndSeveralAreAChoice() {
    Tunable<Colour> one = Tunable.amongConstants("colour", List.of(Colour.BLUE));
    assertThat(one.searched()).isFalse();
    assertThat(one.at(Assignment.of(Map.of()))).isEqualTo(Colour.BLUE);
    Tunable<Colour> two = Tunable.amongConstants("colour", List.of(Colour.DARK_RED, Colour.BLUE));
    assertThat(two.parameters())
        .containsExactly(Parameter.of("colour", Choice.of("dark-red", "blue")));
    assertThat(two.at(Assignment.of(Map.of("colour", "dark-red")))).isEqualTo(Colour.DARK_RED);
  }

  @Test
  void noneAndOneTwiceAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tunable.among("bits", List.of(8, 8)))
        .withMessage("bits must hold at least one value, none twice, got [8, 8]");
    assertThatIllegalArgumentException().isThrownBy(() -> Tunable.among("bits", List.of()));
  }

  @Test
  void aValueThatIsNoneOfThemIsRefused() {
    Tunable<Integer> bits = Tunable.among("bits", List.of(8, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bits.at(Assignment.of(Map.of("bits", 5L))))
        .withMessage("parameter 'bits' must be one of [8, 4], got 5");
  }

  @Test
  void evenlySpacedWholeNumbersAreARange() {
    assertThat(Tunable.ascending("depth", List.of(1, 3, 5)).domain()).contains(new Whole(1, 5, 2));
    assertThat(Tunable.ascending("depth", List.of(1, 2, 4)).domain()).contains(Choice.of(1, 2, 4));
    assertThat(Tunable.ascending("depth", List.of(0.5, 1.0)).domain())
        .contains(Choice.of(0.5, 1.0));
  }

  @Test
  void whereItDoesNotExistAnotherValueCanStandForIt() {
    Tunable<Integer> steps = Tunable.among("steps", List.of(1, 2));
    assertThat(steps.at(Assignment.of(Map.of()), 7)).isEqualTo(7);
    assertThat(steps.at(Assignment.of(Map.of("steps", 2L)), 7)).isEqualTo(2);
    assertThat(Tunable.fixed("steps", 3).at(Assignment.of(Map.of()), 7)).isEqualTo(3);
  }

  @Test
  void theConditionOfSomeValuesIsNoneWhereItIsAlwaysOne() {
    Tunable<Colour> all = Tunable.amongConstants("colour", List.of(Colour.values()));
    assertThat(all.in(List.of(Colour.BLUE, Colour.GREEN)))
        .contains(Condition.in("colour", "blue", "green"));
    assertThat(all.in(List.of(Colour.values()))).contains(Condition.always());
    assertThat(Tunable.fixed("colour", Colour.BLUE).in(List.of(Colour.GREEN))).isEmpty();
    Tunable<Integer> depth =
        Tunable.ascending("depth", List.of(1, 2, 3)).when(Condition.in("colour", "blue"));
    assertThat(depth.atLeast(1)).isEqualTo(Condition.in("colour", "blue"));
    assertThat(depth.atLeast(2))
        .isEqualTo(Condition.all(Condition.in("colour", "blue"), Condition.atLeast("depth", 2)));
    assertThat(depth.in(List.of(2)))
        .contains(Condition.all(Condition.in("colour", "blue"), Condition.in("depth", 2)));
  }

  @Test
  void aRangeHasTwoEndsAndAMiddle() {
    Tunable<Double> range = Tunable.real("rate", new LogReal(0.01, 1));
    assertThat(range.values()).isEmpty();
    assertThat(range.extremes()).containsExactly(0.01, 1.0);
    assertThat(range.inDomain(0.1)).contains(0.1);
    assertThat(range.inDomain(2.0)).isEmpty();
    assertThat(range.orMiddle(0.5)).isEqualTo(0.5);
    assertThat(range.orMiddle(2.0)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void aChoiceHasItsOwnValuesAlone() {
    Tunable<Colour> two = Tunable.amongConstants("colour", List.of(Colour.DARK_RED, Colour.BLUE));
    assertThat(two.extremes()).containsExactly(Colour.DARK_RED, Colour.BLUE);
    assertThat(two.inDomain(Colour.DARK_RED)).contains("dark-red");
    assertThat(two.inDomain(Colour.GREEN)).isEmpty();
    assertThat(two.orMiddle(Colour.BLUE)).isEqualTo(Colour.BLUE);
    assertThat(Tunable.fixed("colour", Colour.BLUE).orMiddle(Colour.GREEN)).isEqualTo(Colour.BLUE);
  }
}
