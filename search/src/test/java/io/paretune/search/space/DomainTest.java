package io.paretune.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DomainTest {

  @Provide
  Arbitrary<Domain> discrete() {
    Arbitrary<Domain> whole =
        Combinators.combine(
                Arbitraries.longs().between(-1_000_000_000_000L, 1_000_000_000_000L),
                Arbitraries.longs().between(0, 1L << 39),
                Arbitraries.longs().between(1, 1000))
            .as((low, span, step) -> new Whole(low, low + span, step));
    Arbitrary<Domain> logWhole =
        Combinators.combine(
                Arbitraries.longs().between(1, 1_000_000),
                Arbitraries.longs().between(0, 1_000_000_000))
            .as((low, span) -> new LogWhole(low, low + span));
    Arbitrary<Domain> grid =
        Combinators.combine(
                Arbitraries.integers().between(-1000, 1000),
                Arbitraries.integers().between(1, 2000),
                Arbitraries.integers().between(1, 50))
            .filter((low, span, step) -> step <= span)
            .as((low, span, step) -> new Real(low / 100.0, (low + span) / 100.0, step / 100.0));
    Arbitrary<Domain> choice =
        Arbitraries.oneOf(
                Arbitraries.strings().alpha().ofMaxLength(4).map(Object.class::cast),
                Arbitraries.strings().numeric().ofLength(3).map(Object.class::cast))
            .list()
            .uniqueElements()
            .ofMinSize(1)
            .ofMaxSize(40)
            .map(Choice::new);
    return Arbitraries.oneOf(whole, logWhole, grid, choice);
  }

  @Provide
  Arbitrary<Domain> continuous() {
    Arbitrary<Double> ends = Arbitraries.doubles().between(-1e12, 1e12);
    Arbitrary<Domain> real =
        Combinators.combine(ends, ends)
            .filter((low, high) -> low < high)
            .as((low, high) -> Real.between(low, high));
    Arbitrary<Double> positive = Arbitraries.doubles().between(-690, 690).map(Math::exp);
    Arbitrary<Domain> log =
        Combinators.combine(positive, positive)
            .filter((low, high) -> low < high)
            .as((low, high) -> new LogReal(low, high));
    return Arbitraries.oneOf(real, log);
  }

  @Property(seed = "41024")
  void discreteValuesSurviveTheUnitInterval(
      @ForAll("discrete") Domain domain, @ForAll @DoubleRange(max = 1) double unit) {
    Object value = domain.fromUnit(unit);
    assertThat(domain.canonical(value)).isEqualTo(value);
    assertThat(domain.fromUnit(domain.toUnit(value))).isEqualTo(value);
  }

  @Property(seed = "41025")
  void everyPlaceOfADiscreteDomainHasItsValue(
      @ForAll("discrete") Domain domain, @ForAll @DoubleRange(max = 1) double share) {
    long size = domain.size().orElseThrow();
    long index = Math.min(size - 1, (long) (share * size));
    Object value = domain.valueAt(index);
    assertThat(domain.fromUnit(domain.toUnit(value))).isEqualTo(value);
    if (size < 5000) {
      List<Object> values = domain.values();
      assertThat(values).hasSize((int) size).doesNotHaveDuplicates();
      assertThat(values.get((int) index)).isEqualTo(value);
    }
  }

  @Property(seed = "41026")
  void continuousValuesSurviveTheUnitIntervalUpToRounding(
      @ForAll("continuous") Domain domain, @ForAll @DoubleRange(max = 1) double unit) {
    double value = (Double) domain.fromUnit(unit);
    assertThat(domain.canonical(value)).isEqualTo(value);
    double back = (Double) domain.fromUnit(domain.toUnit(value));
    double scale = Math.max(Math.abs(value), domain instanceof Real r ? r.high() - r.low() : 0);
    assertThat(back).isCloseTo(value, within(scale * 1e-12));
  }

  @Property(seed = "41027")
  void positionsOutsideAreClampedAndNoNumberIsTheLowEnd(
      @ForAll("discrete") Domain discrete, @ForAll("continuous") Domain continuous) {
    for (Domain domain : List.of(discrete, continuous)) {
      assertThat(domain.fromUnit(-0.5)).isEqualTo(domain.fromUnit(0));
      assertThat(domain.fromUnit(1.5)).isEqualTo(domain.fromUnit(1));
      assertThat(domain.fromUnit(Double.NaN)).isEqualTo(domain.fromUnit(0));
      assertThat(domain.toUnit(domain.fromUnit(1))).isBetween(0.0, 1.0);
    }
  }

  @Property(seed = "41028")
  void positionsOfOrderedDomainsRiseWithTheValue(
      @ForAll("continuous") Domain domain,
      @ForAll @DoubleRange(max = 1) double a,
      @ForAll @DoubleRange(max = 1) double b) {
    double low = (Double) domain.fromUnit(Math.min(a, b));
    double high = (Double) domain.fromUnit(Math.max(a, b));
    assertThat(low).isLessThanOrEqualTo(high);
    assertThat(domain.toUnit(low)).isLessThanOrEqualTo(domain.toUnit(high));
  }

  @Test
  void discreteCellsAreEquallyLikely() {
    for (Domain domain :
        List.of(
            Whole.between(3, 9),
            new Whole(0, 60, 10),
            new Real(0, 0.6, 0.1),
            Choice.of("a", "b", "c", "d", "e", "f", "g"))) {
      Map<Object, Integer> counts = new HashMap<>();
      for (int i = 0; i < 7000; i++) {
        counts.merge(domain.fromUnit((i + 0.5) / 7000), 1, Integer::sum);
      }
      assertThat(counts).as(domain.describe()).hasSize(7);
      assertThat(counts.values()).as(domain.describe()).containsOnly(1000);
    }
  }

  @Test
  void logarithmicWholesAreLikelyByTheirStretch() {
    LogWhole domain = new LogWhole(1, 4);
    Map<Object, Integer> counts = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      counts.merge(domain.fromUnit((i + 0.5) / 100_000), 1, Integer::sum);
    }
    for (long value = 1; value <= 4; value++) {
      double share = Math.log((value + 0.5) / (value - 0.5)) / Math.log(4.5 / 0.5);
      assertThat(counts.getOrDefault(value, 0) / 100_000.0).isCloseTo(share, within(1e-4));
    }
  }

  @Test
  void logarithmicRealsAreEquallyLikelyInEveryDecade() {
    LogReal domain = new LogReal(1e-4, 1);
    assertThat((Double) domain.fromUnit(0.25)).isCloseTo(1e-3, within(1e-15));
    assertThat(domain.toUnit(1e-2)).isCloseTo(0.5, within(1e-15));
    assertThat(new LogReal(1e-300, 1e300).fromUnit(0)).isEqualTo(1e-300);
    assertThat((Double) new LogReal(1e-300, 1e300).fromUnit(0.5)).isCloseTo(1, within(1e-9));
  }

  @Test
  void aRealGridHoldsDecimalFractionsAsTheyAreWritten() {
    assertThat(new Real(0, 0.5, 0.1).values()).isEqualTo(List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5));
    assertThat(new Real(0.7, 0.8, 0.1).canonical(0.8)).isEqualTo(0.8);
    assertThat(new Real(0, 1, 0.1).canonical(0.1 + 0.2)).isEqualTo(0.3);
    assertThat(new Real(0, 1, 0.3)).isEqualTo(new Real(0, 0.9, 0.3));
    assertThat(new Real(1e-12, 5e-12, 1e-12).size()).isEqualTo(OptionalLong.of(5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Real(0, 5e-12, 1e-12).canonical(1.5e-12));
  }

  @Test
  void aWholeGridLowersItsUpperBound() {
    assertThat(new Whole(1, 10, 4)).isEqualTo(new Whole(1, 9, 4));
    assertThat(new Whole(1, 10, 4).values()).isEqualTo(List.of(1L, 5L, 9L));
    Whole edge = new Whole(Long.MAX_VALUE - 5, Long.MAX_VALUE, 2);
    assertThat(edge.values()).hasSize(3);
    assertThat(edge.fromUnit(1)).isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void valuesTakeTheDomainsOwnType() {
    assertThat(Whole.between(1, 3).canonical(2)).isEqualTo(2L);
    assertThat(Whole.between(1, 3).canonical(2.0)).isEqualTo(2L);
    assertThat(Real.between(0, 3).canonical(2)).isEqualTo(2.0);
    assertThat(Real.between(-1, 1).canonical(-0.0)).isEqualTo(0.0);
    assertThat(Choice.of(8, 32).canonical(8.0)).isEqualTo(8L);
    assertThat(Choice.of(0, 0.5).canonical(0)).isEqualTo(0.0);
    assertThat(Choice.of(new java.math.BigDecimal("0.25"), 1).options())
        .isEqualTo(List.of(0.25, 1.0));
    assertThat(Choice.of(true, false).canonical(true)).isEqualTo(true);
  }

  @Test
  void onlyNumbersInOneDirectionAreAnOrderedChoice() {
    assertThat(Choice.of(8, 16, 32).ordered()).isTrue();
    assertThat(Choice.of(0.5, 0.25, 0).ordered()).isTrue();
    assertThat(Choice.of(8, 32, 16).ordered()).isFalse();
    assertThat(Choice.of("a", "b").ordered()).isFalse();
    assertThat(Choice.of(true, false).ordered()).isFalse();
  }

  @Test
  void valuesOutsideAreRefusedSayingWhatIsAllowed() {
    record Case(Domain domain, Object value, String described) {}
    List<Case> cases =
        List.of(
            new Case(Whole.between(1, 4), 5, "whole 1..4, got 5"),
            new Case(Whole.between(1, 4), 2.5, "whole 1..4, got 2.5"),
            new Case(Whole.between(1, 4), "2", "whole 1..4, got 2"),
            new Case(Whole.between(1, Long.MAX_VALUE >> 24), 1e300, "got 1.0E300"),
            new Case(new Whole(0, 8, 4), 2, "whole 0..8 step 4, got 2"),
            new Case(new LogWhole(1, 4), 0, "log-whole 1..4, got 0"),
            new Case(Real.between(0, 1), 1.5, "real 0.0..1.0, got 1.5"),
            new Case(Real.between(0, 1), Double.NaN, "got NaN"),
            new Case(Real.between(0, 1), true, "got true"),
            new Case(new Real(0, 1, 0.25), 0.3, "real 0.0..1.0 step 0.25, got 0.3"),
            new Case(new Real(0, 1, 0.25), 1.25, "got 1.25"),
            new Case(new Real(0, 1, 0.25), -0.25, "got -0.25"),
            new Case(new LogReal(1, 10), 0.5, "log-real 1.0..10.0, got 0.5"),
            new Case(Choice.of("a", "b"), "c", "one of [a, b], got c"),
            new Case(Choice.of(8, 32), 16, "one of [8, 32], got 16"),
            new Case(Choice.of(8, 32), 8.5, "one of [8, 32], got 8.5"),
            new Case(Choice.of(8, 32), "8", "one of [8, 32], got 8"));
    for (Case one : cases) {
      assertThatIllegalArgumentException()
          .as("%s", one)
          .isThrownBy(() -> one.domain().canonical(one.value()))
          .withMessageContaining(one.described());
      assertThatIllegalArgumentException().isThrownBy(() -> one.domain().toUnit(one.value()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 0, 'low < high must hold'",
    "1, 1, 0, 'low < high must hold'",
    "0, Infinity, 0, 'high - low be finite, got low=0.0, high=Infinity'",
    "-1e308, 1e308, 0, 'high - low be finite'",
    "NaN, 1, 0, 'low < high must hold'",
    "0, 1, -0.1, 'step must be 0 (continuous) or at most high - low, got step=-0.1'",
    "0, 1, 2, 'got step=2.0, low=0.0, high=1.0'",
    "0, 1, NaN, 'step must be 0'",
    "0, 1, 1e-15, 'at most 2^40 values'",
  })
  void impossibleRealsAreRefused(double low, double high, double step, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Real(low, high, step))
        .withMessageContaining(message);
  }

  @Test
  void otherImpossibleDomainsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Whole.between(3, 1))
        .withMessage("low <= high must hold, got low=3, high=1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Whole(1, 3, 0))
        .withMessage("step must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Whole.between(Long.MIN_VALUE, Long.MAX_VALUE))
        .withMessageContaining("at most 2^40 values");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogWhole(0, 3))
        .withMessageContaining("1 <= low <= high must hold on a logarithmic scale, got low=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogWhole(1, Long.MAX_VALUE))
        .withMessageContaining("2^40");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogReal(0, 1))
        .withMessageContaining("0 < low < high must hold on a logarithmic scale, got low=0.0");
    assertThatIllegalArgumentException().isThrownBy(() -> new LogReal(1, Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Choice.of())
        .withMessage("a choice needs at least one option, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Choice.of(1, 1.0))
        .withMessageContaining("must differ, got [1.0, 1.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Choice.of("1", 1))
        .withMessageContaining("of one kind");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Choice.of(Double.NaN))
        .withMessageContaining("finite, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Choice.of(List.of()))
        .withMessageContaining("a word, a number or a boolean");
  }

  @Test
  void continuousDomainsHaveNoList() {
    for (Domain domain : List.of(Real.between(0, 1), new LogReal(1, 2))) {
      assertThat(domain.size()).isEmpty();
      assertThat(domain.ordered()).isTrue();
      assertThatIllegalStateException()
          .isThrownBy(domain::values)
          .withMessageContaining(domain.describe());
      assertThatIllegalStateException().isThrownBy(() -> domain.valueAt(0));
    }
  }
}
