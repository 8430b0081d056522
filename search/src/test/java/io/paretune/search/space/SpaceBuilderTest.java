package io.paretune.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class SpaceBuilderTest {

  private static SearchSpace space() {
    return SearchSpace.builder()
        .choice("kind", "a", "b")
        .branch(
            "optimizer",
            optimizer ->
                optimizer
                    .option("sgd", sgd -> sgd.real("momentum", 0, 1))
                    .option("adam", adam -> adam.real("beta", 0, 1).real("epsilon", 0, 1))
                    .option("none"))
        .repeat(
            "blocks",
            1,
            3,
            block ->
                block
                    .choice("kind", "conv", "pool")
                    .when(Condition.in("kind", "conv"), conv -> conv.choice("kernel", 3, 5)))
        .when(
            Condition.in("kind", "b"),
            b ->
                b.repeat(
                    "rows",
                    0,
                    2,
                    (there, row) -> there.repeat(row, 1, 2, SpaceBuilderTest::offOrOn)))
        .build();
  }

  private static void offOrOn(SpaceBuilder there, String cell) {
    there.choice(cell, false, true);
  }

  @Test
  void shapesGiveTheirNamesAndConditions() {
    Map<String, String> conditions = new LinkedHashMap<>();
    space()
        .parameters()
        .forEach(parameter -> conditions.put(parameter.name(), parameter.condition().describe()));
    assertThat(conditions)
        .containsExactly(
            Map.entry("kind", "always"),
            Map.entry("optimizer", "always"),
            Map.entry("optimizer.sgd.momentum", "optimizer = sgd"),
            Map.entry("optimizer.adam.beta", "optimizer = adam"),
            Map.entry("optimizer.adam.epsilon", "optimizer = adam"),
            Map.entry("blocks.size", "always"),
            Map.entry("blocks[0].kind", "always"),
            Map.entry("blocks[0].kernel", "blocks[0].kind = conv"),
            Map.entry("blocks[1].kind", "blocks.size >= 2"),
            Map.entry("blocks[1].kernel", "blocks.size >= 2 and blocks[1].kind = conv"),
            Map.entry("blocks[2].kind", "blocks.size >= 3"),
            Map.entry("blocks[2].kernel", "blocks.size >= 3 and blocks[2].kind = conv"),
            Map.entry("rows.size", "kind = b"),
            Map.entry("rows[0].size", "kind = b and rows.size >= 1"),
            Map.entry("rows[0][0]", "kind = b and rows.size >= 1"),
            Map.entry("rows[0][1]", "kind = b and rows.size >= 1 and rows[0].size >= 2"),
            Map.entry("rows[1].size", "kind = b and rows.size >= 2"),
            Map.entry("rows[1][0]", "kind = b and rows.size >= 2"),
            Map.entry("rows[1][1]", "kind = b and rows.size >= 2 and rows[1].size >= 2"));
  }

  @Test
  void elementsExistUpToTheLength() {
    SearchSpace list =
        SearchSpace.builder().repeat("xs", 0, 3, (there, x) -> there.whole(x, 0, 1)).build();
    // lengths 0 to 3 of two values each: 1 + 2 + 4 + 8
    assertThat(list.size()).hasValue(15);
    assertThat(list.fromUnit(new double[] {0, 0, 0, 0}).asMap()).containsOnlyKeys("xs.size");
    assertThat(list.fromUnit(new double[] {0.6, 0, 0, 0}).asMap())
        .containsOnlyKeys("xs.size", "xs[0]", "xs[1]");
    SearchSpace fixed = SearchSpace.builder().repeat("xs", 2, 2, x -> x.whole("a", 0, 1)).build();
    assertThat(fixed.parameters())
        .containsExactly(
            Parameter.of("xs[0].a", Whole.between(0, 1)),
            Parameter.of("xs[1].a", Whole.between(0, 1)));
  }

  @Test
  void aConditionMeansTheNearestNameAndTheDomainsValues() {
    SearchSpace space =
        SearchSpace.builder()
            .real("scale", 0, 2)
            .choice("kind", "x", "y")
            .group(
                "outer",
                outer ->
                    outer
                        .choice("kind", "p", "q")
                        .group(
                            "inner",
                            inner ->
                                inner
                                    .when(Condition.in("kind", "q"), q -> q.whole("near", 1, 2))
                                    .when(
                                        Condition.all(
                                            Condition.in("scale", 1), Condition.atLeast("near", 2)),
                                        both -> both.whole("far", 1, 2))))
            .build();
    assertThat(space.parameter("outer.inner.near").orElseThrow().condition())
        .isEqualTo(Condition.in("outer.kind", "q"));
    assertThat(space.parameter("outer.inner.far").orElseThrow().condition())
        .isEqualTo(
            Condition.all(Condition.in("scale", 1.0), Condition.atLeast("outer.inner.near", 2)));
  }

  @Test
  void conditionsOfTheSamePartsAreEqual() {
    Condition a = Condition.in("a", 1);
    Condition b = Condition.atLeast("b", 2);
    Condition c = Condition.in("c", "x");
    assertThat(Condition.all(a, Condition.all(b, c))).isEqualTo(Condition.all(a, b, c));
    assertThat(Condition.all(Condition.always(), a)).isEqualTo(a);
    assertThat(Condition.all(Condition.always())).isEqualTo(Condition.always());
    assertThat(new Parameter("x", Choice.of(1), new Condition.All(List.of(a))))
        .isEqualTo(new Parameter("x", Choice.of(1), a));
  }

  @Test
  void shapesThatMakeNoSenseAreRefused() {
    refused(() -> SearchSpace.builder().repeat("xs", 3, 2, x -> x.whole("a", 0, 1)), "got min=3");
    refused(() -> SearchSpace.builder().repeat("xs", 0, 0, x -> x.whole("a", 0, 1)), "list 'xs'");
    refused(
        () -> SearchSpace.builder().repeat("xs", 1, 2_000_000_000, x -> {}),
        "1 <= max <= 100000 must hold, got min=1, max=2000000000");
    refused(
        () ->
            SearchSpace.builder()
                .whole("b", 1, 2)
                .repeat("xs", 1, 100_000, x -> x.whole("a", 0, 1)),
        "at most 100000 parameters (parameter 'xs[99998].a'); make its lists shorter");
    refused(
        () -> SearchSpace.builder().branch("o", o -> o.option("x").option("x")),
        "the options of a branch must differ, got 'x' twice (parameter 'o')");
    refused(() -> SearchSpace.builder().branch("o", none -> {}), "at least one option, got none");
    refused(
        () -> SearchSpace.builder().group("g", g -> g.whole("a b", 1, 2)), "(parameter 'g.a b')");
  }

  private static void refused(ThrowingCallable making, String message) {
    assertThatIllegalArgumentException().isThrownBy(making).withMessageContaining(message);
  }
}
