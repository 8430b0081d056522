package io.paretune.experiments.bench.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankSumTest {

  private static final List<LookedAt> ROWS =
      List.of(row("a", 10, 1, 70), row("b", 10, 5, 80), row("c", 2000, 3, 90));

  private static LookedAt row(String key, double swap, double layers, double label) {
    return new LookedAt(key, Map.of("swap", swap, "layers", layers), 0.1, label);
  }

  @Test
  void ranksAreAddedAndEqualValuesShareTheirs() {
    // ranks of swap 1.5 1.5 3, of layers 1 3 2
    assertThat(RankSum.parse("swap+layers").of(ROWS)).containsExactly(2.5, 4.5, 5);
  }

  @Test
  void noUnitMatters() {
    List<LookedAt> scaled =
        ROWS.stream()
            .map(r -> row(r.key(), Math.log(r.figure("swap")), 9 * r.figure("layers"), r.label()))
            .toList();
    RankSum sum = RankSum.parse("layers + swap");
    assertThat(sum.of(scaled)).isEqualTo(sum.of(ROWS));
    assertThat(sum.name()).isEqualTo("layers+swap");
  }
}
