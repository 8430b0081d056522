package io.paretune.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchRowTest {

  private static BenchRow row(String problem, long seed, double hypervolume) {
    return new BenchRow(
        "tables",
        problem,
        "random",
        seed,
        100,
        new BenchProblem.Quality(
            OptionalDouble.of(hypervolume),
            OptionalDouble.of(hypervolume / 2),
            OptionalDouble.empty()),
        OptionalDouble.of(1.25));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "0.1, 0.1",
    "0.99999999, 1",
    "1234567.89, 1234568",
    "123456789, 123456800",
    "0.00012345678, 0.0001234568",
    "0.000012345678, 0.00001234568",
    "3.2e-12, 3.2E-12",
    "-2.5, -2.5",
    "Infinity, inf",
    "NaN, nan",
  })
  void numbersHaveSevenDigitsAndOneForm(double value, String text) {
    assertThat(BenchRow.number(OptionalDouble.of(value))).isEqualTo(text);
  }

  @Test
  void linesHaveTheHeadersColumnsAndQuoteWhatNeedsIt() {
    assertThat(row("a", 1, 1.5).csv()).isEqualTo("tables,a,random,1,100,1.5,0.75,,1.25");
    assertThat(row("a,\"b\"", 1, 1).csv())
        .isEqualTo("tables,\"a,\"\"b\"\"\",random,1,100,1,0.5,,1.25");
    assertThat(BenchRow.HEADER.split(",", -1)).hasSize(9);
  }

  @Test
  void mediansAreTakenOverTheSeedsOfAProblem() {
    assertThat(Medians.median(1, 2, 9)).isEqualTo(2);
    assertThat(Medians.median(1, 2, 4, 9)).isEqualTo(3);
    String text = Medians.text(List.of(row("a", 1, 1), row("b", 1, 7), row("a", 2, 2)));
    assertThat(text.lines().toList().get(1)).containsPattern("a +random +100 +2 +1.5000 +0.75000");
    assertThat(text.lines().toList().get(2)).containsPattern("b +random +100 +1 +7.0000");
  }
}
