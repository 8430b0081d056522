package io.paretune.evaluators.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of the published tables, decoded: weights and multiply-adds must be theirs exactly. */
class PublishedFamiliesTest {

  static final FamilyContext NAS_BENCH_201 =
      FamilyContext.of(Shape.image(3, 32, 32), 10).with("cells", 5).with("width", 16);
  static final FamilyContext NAS_BENCH_MACRO =
      FamilyContext.of(Shape.image(3, 32, 32), 10).with("width", 32).with("head-width", 1280);

  private final Family cells = Families.standard().named("nas-bench-201");
  private final Family layers = Families.standard().named("nas-bench-macro");

  @ParameterizedTest
  @CsvSource({
    "111111,73306,7783040",
    "000100,73306,7783040",
    "444444,73306,7783040",
    "222222,241306,31376000",
    "333333,1531546,220119680",
    "333133,1288506,184730240",
    "000300,316346,43172480",
    "000200,101306,11715200",
    "421211,129306,15647360",
    "334131,802426,113951360"
  })
  void cellsWithoutDeadEdgesHaveThePublishedCost(String ops, long parameters, long multiplyAdds) {
    Network network = cells.build(NasBench201Family.point(ops), NAS_BENCH_201);
    assertThat(network.parameters()).isEqualTo(parameters);
    assertThat(network.multiplyAdds()).isEqualTo(multiplyAdds);
  }

  @Test
  void edgesThatLeadNowhereCostNothing() {
    Network direct = cells.build(NasBench201Family.point("000100"), NAS_BENCH_201);
    // 0-1 and 0-2 are convolved, but nobody reads places 1 and 2
    assertThat(cells.build(NasBench201Family.point("330100"), NAS_BENCH_201)).isEqualTo(direct);
    // places 1 and 2 are read, but nothing feeds them
    assertThat(cells.build(NasBench201Family.point("003133"), NAS_BENCH_201)).isEqualTo(direct);
  }

  @Test
  void threeHundredAndFortyOneCellsAreNoNetworks() {
    FamilyContext small =
        FamilyContext.of(Shape.image(1, 8, 8), 10).with("cells", 1).with("width", 8);
    int dead = 0;
    for (int code = 0; code < 15_625; code++) {
      StringBuilder ops = new StringBuilder();
      List<String> operations = new ArrayList<>();
      for (int rest = code, i = 0; i < 6; i++, rest /= 5) {
        ops.append(rest % 5);
        operations.add(NasBench201Cell.KNOWN.get(rest % 5));
      }
      Assignment point = NasBench201Family.point(ops.toString());
      if (new NasBench201Cell(operations).live().isEmpty()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> cells.build(point, small))
            .withMessageContaining("path from its input to its output");
        dead++;
      } else if (code % 7 == 0) {
        assertThat(cells.build(point, small).parameters()).as("%s", ops).isPositive();
      }
    }
    assertThat(dead).isEqualTo(341);
  }

  @Test
  void theFamiliesLargestCellIsTheBenchmarksLargest() {
    assertThat(cells.largest(NAS_BENCH_201).parameters()).isEqualTo(1_531_546);
    assertThat(layers.largest(NAS_BENCH_MACRO).parameters()).isEqualTo(2_932_586);
    assertThat(cells.space(NAS_BENCH_201).size()).hasValue(15_625);
    assertThat(layers.space(NAS_BENCH_MACRO).size()).hasValue(6_561);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000,387882,7713280",
    "10000000,396298,12128768",
    "00020000,607018,21524992",
    "00000001,791594,14115328",
    "11111111,1588874,53246464",
    "22222222,2932586,105660928",
    "02012100,890666,47327744",
    "11111221,2181386,65012224",
    "00220121,2038570,54901248"
  })
  void macroArchitecturesHaveThePublishedCost(String key, long parameters, long multiplyAdds) {
    Network network = layers.build(NasBenchMacroFamily.point(key), NAS_BENCH_MACRO);
    assertThat(network.parameters()).isEqualTo(parameters);
    assertThat(network.multiplyAdds()).isEqualTo(multiplyAdds);
  }

  @Test
  void parametersAreTheTablesColumns() {
    assertThat(cells.parameters(NAS_BENCH_201).stream().map(Parameter::name))
        .containsExactly("edge01", "edge02", "edge12", "edge03", "edge13", "edge23");
    assertThat(layers.parameters(NAS_BENCH_MACRO).stream().map(Parameter::name))
        .hasSize(8)
        .contains("layer1", "layer8");
  }

  @Test
  void whatIsNoRowIsRefused() {
    for (String ops : new String[] {"00000", "000005", "avgpoo"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> NasBench201Family.point(ops));
    }
    for (String key : new String[] {"0000000", "00000003", ""}) {
      assertThatIllegalArgumentException().isThrownBy(() -> NasBenchMacroFamily.point(key));
    }
  }
}
