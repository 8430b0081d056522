package io.paretune.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SearchSpaceTest {

  private static SearchSpace space() {
    return SearchSpace.builder()
        .whole("depth", 1, 3)
        .choice("optimizer", "sgd", "adam")
        .when(
            Condition.in("optimizer", "sgd"),
            sgd ->
                sgd.choice("nesterov", true, false)
                    .when(Condition.in("nesterov", true), then -> then.real("momentum", 0.5, 0.9)))
        .when(Condition.atLeast("depth", 2), deep -> deep.logReal("rate", 1e-4, 1))
        .build();
  }

  @Test
  void aNestedParameterExistsOnlyWithAllItsParents() {
    double[] all = {0.9, 0.1, 0.1, 0.5, 0.5};
    assertThat(space().fromUnit(all).asMap())
        .containsExactly(
            Map.entry("depth", 3L),
            Map.entry("optimizer", "sgd"),
            Map.entry("nesterov", true),
            Map.entry("momentum", 0.7),
            Map.entry("rate", space().fromUnit(all).value("rate")));
    assertThat(space().fromUnit(new double[] {0.1, 0.9, 0.1, 0.5, 0.5}).asMap())
        .containsOnlyKeys("depth", "optimizer");
    assertThat(space().fromUnit(new double[] {0.1, 0.1, 0.9, 0.5, 0.5}).asMap())
        .containsOnlyKeys("depth", "optimizer", "nesterov");
  }

  @Test
  void aPointThatSharesNamesWithAnotherIsTheSameAsOneOfItsOwn() {
    Assignment first = Assignment.of(new TreeMap<>(Map.of("a", 1L, "b", 2.5)));
    for (Map<String, ?> values :
        List.<Map<String, ?>>of(
            Map.of("a", 2L, "b", 0.5), Map.of("b", 0.5), Map.of("a", 2L, "c", 1L), Map.of())) {
      Assignment alone = Assignment.of(new TreeMap<>(values));
      Assignment sharing = Assignment.of(new TreeMap<>(values), first);
      assertThat(sharing).isEqualTo(alone).hasSameHashCodeAs(alone);
      assertThat(sharing.asMap()).containsExactlyEntriesOf(alone.asMap());
    }
  }

  @Test
  void conditionsOnAbsentParametersDoNotHold() {
    Assignment point = Assignment.of(Map.of("depth", 2L, "name", "x"));
    assertThat(Condition.in("gone", 1).holds(point)).isFalse();
    assertThat(Condition.atLeast("gone", 1).holds(point)).isFalse();
    assertThat(Condition.atLeast("name", 1).holds(point)).isFalse();
    assertThat(Condition.always().holds(point)).isTrue();
    Condition both = Condition.all(Condition.in("depth", 1, 2), Condition.atLeast("depth", 2));
    assertThat(both.holds(point)).isTrue();
    assertThat(both.describe()).isEqualTo("depth in [1, 2] and depth >= 2");
    assertThat(both.parameters()).containsExactly("depth");
    assertThat(Condition.atLeast("x", 0.5).describe()).isEqualTo("x >= 0.5");
    assertThat(Condition.atLeast("x", 1e300).describe()).isEqualTo("x >= 1.0E300");
  }

  @Test
  void positionsSurviveAnAssignmentAndAbsentAxesTakeTheFiller() {
    Assignment point = space().fromUnit(new double[] {0.1, 0.9, 0.3, 0.4, 0.5});
    double[] unit = space().toUnit(point, new double[] {0, 0, 0.6, 0.7, 0.8});
    assertThat(unit).containsExactly(1 / 6.0, 0.75, 0.6, 0.7, 0.8);
    assertThat(space().fromUnit(unit)).isEqualTo(point);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space().toUnit(point, new double[2]))
        .withMessageContaining("got 2 for 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space().fromUnit(new double[6]))
        .withMessageContaining("unit.length == dimension must hold, got 6 for 5");
  }

  @Test
  void givenValuesAreCheckedAndPutInOrder() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("optimizer", "adam");
    given.put("rate", 1);
    given.put("depth", 2);
    Assignment point = space().assignment(given);
    assertThat(point.asMap())
        .containsExactly(
            Map.entry("depth", 2L), Map.entry("optimizer", "adam"), Map.entry("rate", 1.0));
    assertThat(space().encode(space().decode(point))).isEqualTo(point);
  }

  @Test
  void givenValuesThatDoNotFitAreRefusedByName() {
    refused(Map.of("depth", 1), "parameter 'optimizer' must have a value, got none");
    refused(Map.of("depth", 9, "optimizer", "adam"), "whole 1..3, got 9 (parameter 'depth')");
    refused(
        Map.of("depth", 1, "optimizer", "adam", "nesterov", true),
        "'nesterov' must be absent unless optimizer = sgd, got true");
    refused(
        Map.of("depth", 1, "optimizer", "sgd", "nesterov", false, "momentum", 0.6),
        "'momentum' must be absent unless optimizer = sgd and nesterov = true");
    refused(Map.of("detph", 1, "optimizer", "adam"), "no parameter 'detph' in this space; it has");
  }

  private static void refused(Map<String, Object> given, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space().assignment(given))
        .withMessageContaining(message);
  }

  @Test
  void spacesThatMakeNoSenseAreRefused() {
    SpaceBuilder empty = SearchSpace.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(empty::build)
        .withMessageContaining("at least one parameter");
    unbuildable(
        SearchSpace.builder().whole("a", 1, 2).real("a", 0, 1), "must be unique, got 'a' twice");
    unbuildable(
        SearchSpace.builder().when(Condition.in("b", 1), then -> then.whole("a", 1, 2)),
        "declared before it, got 'b' (parameter 'a')");
    unbuildable(
        SearchSpace.builder()
            .choice("b", "x", "y")
            .when(Condition.in("b", "z"), then -> then.whole("a", 1, 2)),
        "'b = z' can never hold: parameter 'b' is one of [x, y] (parameter 'a')");
    unbuildable(
        SearchSpace.builder()
            .whole("b", 1, 3)
            .when(Condition.atLeast("b", 4), then -> then.whole("a", 1, 2)),
        "'b >= 4' can never hold: parameter 'b' is whole 1..3 (parameter 'a')");
    unbuildable(
        SearchSpace.builder()
            .choice("b", "x", "y")
            .when(Condition.atLeast("b", 4), then -> then.whole("a", 1, 2)),
        "can never hold");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SearchSpace.builder().whole("depth", 3, 1))
        .withMessage("low <= high must hold, got low=3, high=1 (parameter 'depth')");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SearchSpace.builder().whole("2 depths", 1, 3))
        .withMessageContaining("must start with a letter")
        .withMessageContaining("'2 depths'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.in("b"))
        .withMessageContaining("'b' needs at least one value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.atLeast("b", Double.NaN))
        .withMessageContaining("finite, got NaN");
    assertThatIllegalArgumentException().isThrownBy(Condition::all);
  }

  private static void unbuildable(SpaceBuilder builder, String message) {
    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining(message);
  }

  @Test
  void aDescendingChoiceCanBeLookedAtByItsLargestNumber() {
    SearchSpace space =
        SearchSpace.builder()
            .choice("bits", 32, 8)
            .when(Condition.atLeast("bits", 32), wide -> wide.whole("extra", 1, 2))
            .build();
    assertThat(space.size()).hasValue(3);
  }

  @Test
  void aDifferenceNamesItsParameter() {
    SearchSpace before = space();
    assertThat(space().differenceFrom(before)).isEmpty();
    assertThat(space()).isEqualTo(before).hasSameHashCodeAs(before);
    SearchSpace fewer = SearchSpace.of(before.parameters().subList(0, 4));
    assertThat(fewer.differenceFrom(before)).contains("parameter 'rate' is gone");
    assertThat(before.differenceFrom(fewer)).contains("parameter 'rate' is new");
    SearchSpace one = SearchSpace.builder().whole("a", 1, 2).real("b", 0, 1).build();
    SearchSpace domain = SearchSpace.builder().whole("a", 1, 3).real("b", 0, 1).build();
    assertThat(domain.differenceFrom(one))
        .contains("parameter 'a' was whole 1..2 and is now whole 1..3");
    SearchSpace condition =
        SearchSpace.builder()
            .whole("a", 1, 2)
            .when(Condition.in("a", 1), then -> then.real("b", 0, 1))
            .build();
    assertThat(condition.differenceFrom(one))
        .contains("parameter 'b' existed when 'always' and now when 'a = 1'");
    SearchSpace order = SearchSpace.builder().real("b", 0, 1).whole("a", 1, 2).build();
    assertThat(order.differenceFrom(one)).contains("the order of the parameters changed");
  }

  @Test
  void assignmentsAreEqualByTheirValues() {
    Map<String, Object> turned = new LinkedHashMap<>();
    turned.put("b", 1.5);
    turned.put("a", 1L);
    Assignment one = Assignment.of(Map.of("a", 1L, "b", 1.5));
    assertThat(one).isEqualTo(Assignment.of(turned)).hasSameHashCodeAs(Assignment.of(turned));
    assertThat(one).isNotEqualTo(Assignment.of(Map.of("a", 1L)));
    turned.put("a", 2L);
    assertThat(Assignment.of(turned)).isNotEqualTo(one);
    assertThat(one.asMap()).isUnmodifiable();
  }

  @Test
  void assignmentsGiveValuesByKind() {
    Assignment point =
        Assignment.of(Map.of("whole", 3L, "real", 0.5, "word", "relu", "flag", true));
    assertThat(point.whole("whole")).isEqualTo(3);
    assertThat(point.real("whole")).isEqualTo(3.0);
    assertThat(point.real("real")).isEqualTo(0.5);
    assertThat(point.text("word")).isEqualTo("relu");
    assertThat(point.flag("flag")).isTrue();
    List<Runnable> wrong =
        List.of(
            () -> point.whole("real"),
            () -> point.real("word"),
            () -> point.text("flag"),
            () -> point.flag("whole"));
    for (Runnable one : wrong) {
      assertThatIllegalArgumentException()
          .isThrownBy(one::run)
          .withMessageMatching("parameter '\\w+' must be an? .*, got .*");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> point.value("gone"))
        .withMessageContaining("parameter 'gone' does not exist here; those that do");
  }

  @Test
  void assignmentsOfTheSameWordsInOtherPlacesDoNotShareTheirHash() {
    SpaceBuilder cells = SearchSpace.builder();
    for (int i = 0; i < 8; i++) {
      cells.choice("key[" + i + "]", "0", "1", "2");
    }
    SearchSpace space = cells.build();
    SpaceIndex index = SpaceIndex.of(space).orElseThrow();
    Set<Integer> hashes = new HashSet<>();
    for (long i = 0; i < index.size(); i++) {
      hashes.add(index.at(i).hashCode());
    }
    // of 6561; a map's own hash makes 21
    assertThat(hashes).hasSizeGreaterThan(6500);
  }
}
