package io.paretune.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.space.Choice;
import io.paretune.search.space.Domain;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.LogWhole;
import io.paretune.search.space.Real;
import io.paretune.search.space.Whole;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnitBinsTest {

  @Test
  void continuousDomainsHaveNone() {
    assertThat(UnitBins.of(Real.between(0, 1))).isEmpty();
    assertThat(UnitBins.of(new LogReal(1, 2))).isEmpty();
  }

  @Test
  void equallyLikelyValuesOwnEqualStretches() {
    UnitBins cells = UnitBins.of(Whole.between(3, 6)).orElseThrow();
    assertThat(cells.count()).isEqualTo(4);
    assertThat(cells.start(0)).isZero();
    assertThat(cells.start(1)).isEqualTo(0.25);
    assertThat(cells.start(4)).isEqualTo(1);
  }

  @Test
  void onALogarithmicScaleTheFirstValueOwnsMost() {
    // from log 0.5 to log 1.5 of log 0.5 to log 2.5
    UnitBins cells = UnitBins.of(new LogWhole(1, 2)).orElseThrow();
    assertThat(cells.start(1)).isCloseTo(Math.log(3) / Math.log(5), within(1e-12));
  }

  @Test
  void cellsAgreeWithTheDomainsOwnMap() {
    List<Domain> domains =
        List.of(
            Whole.between(-2, 7),
            new Whole(8, 64, 8),
            new LogWhole(1, 40),
            new Real(0, 1, 0.1),
            Choice.of("a", "b", "c"));
    for (Domain domain : domains) {
      UnitBins cells = UnitBins.of(domain).orElseThrow();
      for (long cell = 0; cell < cells.count(); cell++) {
        double low = cells.start(cell);
        double high = cells.start(cell + 1);
        assertThat(low).isLessThan(high);
        for (double share : new double[] {0.01, 0.5, 0.99}) {
          double unit = low + share * (high - low);
          assertThat(cells.at(unit)).isEqualTo(cell);
          assertThat(domain.fromUnit(unit)).isEqualTo(domain.valueAt(cell));
        }
        assertThat(domain.toUnit(domain.valueAt(cell))).isCloseTo((low + high) / 2, within(1e-12));
      }
      assertThat(cells.at(-1)).isZero();
      assertThat(cells.at(2)).isEqualTo(cells.count() - 1);
    }
  }
}
