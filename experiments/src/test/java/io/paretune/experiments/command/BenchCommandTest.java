package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.bench.BenchRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {

  private static final String SPEC =
      """
      table:
        files: [cells.csv]
        parameters:
          - {column: cell, split: chars}
        objectives:
          - {column: accuracy, direction: maximize}
          - {column: ms, direction: minimize}
        cost: {column: ms, unit: m}
      """;

  private final Path directory;

  BenchCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** 243 networks of five operations: the larger two add accuracy, later ones more, and cost. */
  @BeforeEach
  void aSmallTable() throws IOException {
    StringBuilder rows = new StringBuilder("cell,accuracy,ms\n");
    for (int i = 0; i < 243; i++) {
      StringBuilder cell = new StringBuilder();
      double accuracy = 50;
      double millis = 1;
      for (int place = 0, rest = i; place < 5; place++, rest /= 3) {
        int operation = rest % 3;
        cell.append(operation);
        accuracy += operation == 0 ? 0 : 3 + operation + place;
        millis += operation * operation + 0.25 * ((i * 7) % 5);
      }
      rows.append(cell).append(',').append(accuracy).append(',').append(millis).append('\n');
    }
    Files.writeString(directory.resolve("cells.csv"), rows);
    Files.writeString(directory.resolve("cells.yaml"), SPEC);
    Files.writeString(
        directory.resolve("one.yaml"),
        SPEC.replace("    - {column: ms, direction: minimize}\n", ""));
    Files.writeString(directory.resolve("bad.yaml"), SPEC.replace("column: ms, d", "column: m, d"));
  }

  private Spoken spoken(String commandLine) {
    return Spoken.by(
        Arrays.stream(commandLine.split(" "))
            .map(word -> word.replace("@", directory + "/"))
            .toArray(String[]::new));
  }

  /** The cells of the rows, without the header, which is checked. */
  private List<List<String>> rows(String commandLine) {
    Spoken spoken = spoken(commandLine);
    assertThat(spoken.code()).isZero();
    assertThat(spoken.err()).contains("medians");
    List<String> lines = spoken.out().lines().toList();
    assertThat(lines.get(0)).isEqualTo(BenchRow.HEADER);
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = Arrays.asList(line.split(",", -1));
      assertThat(cells).hasSize(9);
      assertThat(Double.parseDouble(cells.get(8))).isNotNegative();
      rows.add(cells);
    }
    return rows;
  }

  private static List<List<String>> withoutTime(List<List<String>> rows) {
    return rows.stream().map(cells -> cells.subList(0, 8)).toList();
  }

  @Test
  void tablesHaveARowASeedAndCheckpoint() {
    String command =
        "bench tables @cells.yaml --sampler random --evaluations 20,100,1000 --seeds 2";
    List<List<String>> rows = rows(command);
    assertThat(rows.stream().map(cells -> String.join(",", cells.subList(0, 5))))
        .containsExactly(
            "tables,cells,random,1,20",
            "tables,cells,random,1,100",
            "tables,cells,random,1,1000",
            "tables,cells,random,2,20",
            "tables,cells,random,2,100",
            "tables,cells,random,2,1000");
    assertThat(rows).allMatch(cells -> cells.get(7).isEmpty());
    double early = Double.parseDouble(rows.get(0).get(6));
    double later = Double.parseDouble(rows.get(1).get(6));
    assertThat(early).isBetween(0.3, 0.99);
    assertThat(later).isBetween(early, 1.0);
    // 243 networks: exhausted, and all of the front found
    assertThat(rows.get(2).get(6)).isEqualTo("1");
    assertThat(withoutTime(rows(command))).isEqualTo(withoutTime(rows));
  }

  @Test
  void oneObjectiveHasRegretAndSamplersAreCompared() {
    List<List<String>> rows =
        rows("bench tables @one.yaml --sampler nsga2,random --evaluations 500");
    assertThat(withoutTime(rows))
        .containsExactly(
            List.of("tables", "one", "nsga2", "1", "500", "", "", "0"),
            List.of("tables", "one", "random", "1", "500", "", "", "0"));
  }

  @Test
  void simulatedWorkersAndTimeChangeTheSearchButNotItsRepeatability() {
    String command = "bench tables @cells.yaml --sampler nsga2 --evaluations 60,150 --workers ";
    List<List<String>> eight = withoutTime(rows(command + 8));
    assertThat(withoutTime(rows(command + 8))).isEqualTo(eight);
    assertThat(withoutTime(rows(command + 1))).isNotEqualTo(eight);
    double all = Double.parseDouble(eight.get(1).get(6));
    double hour = Double.parseDouble(rows(command + "8 --time-limit 1h").get(1).get(6));
    assertThat(hour).isPositive().isLessThan(all);
  }

  @Test
  void functionsOfAllKindsAreSearched() {
    List<List<String>> rows =
        rows(
            "bench functions --problems zdt1,branin,bnh,knapsack --sampler random"
                + " --evaluations 50,200");
    assertThat(rows).hasSize(8);
    assertThat(rows.get(3).subList(0, 7))
        .containsExactly("functions", "branin", "random", "1", "200", "", "");
    assertThat(Double.parseDouble(rows.get(3).get(7))).isBetween(0.0, 10.0);
    assertThat(Double.parseDouble(rows.get(5).get(6))).isBetween(0.5, 1.0);
  }

  @Test
  void longStudiesOfNsga2HaveThePopulationOfThePublishedComparisons() {
    String command = "bench functions --problems sphere-2 --sampler nsga2 --evaluations ";
    List<List<String>> usual = withoutTime(rows(command + 10_000));
    assertThat(usual)
        .isEqualTo(withoutTime(rows(command + "10000 --sampler-settings population=100")))
        .isNotEqualTo(withoutTime(rows(command + "10000 --sampler-settings population=50")));
    assertThat(withoutTime(rows(command + 400)))
        .isEqualTo(withoutTime(rows(command + "400 --sampler-settings population=50")));
  }

  @Test
  void overheadIsAMeanNearTheCheckpointAndOverAll() {
    for (String store : List.of("memory", "h2")) {
      List<List<String>> rows =
          rows("bench overhead --sampler random --trials 10,300 --store " + store);
      assertThat(rows.stream().map(cells -> cells.get(1) + " " + cells.get(4)))
          .containsExactly(
              "ask+tell-" + store + " 10",
              "ask+tell-" + store + "-all 10",
              "ask+tell-" + store + " 300",
              "ask+tell-" + store + "-all 300");
      assertThat(rows).allMatch(cells -> cells.subList(5, 8).equals(List.of("", "", "")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bench; tables, functions, overhead, sharing or proxies",
        "bench tabels; did you mean 'tables'?",
        "bench tables; SPEC.yaml",
        "bench tables @absent.yaml; there is no table spec",
        "bench tables @cells.csv; cells.csv:1:1: a table spec must be keys and values",
        "bench tables @bad.yaml; bad.yaml:7:16: there is no column 'm' in cells.csv; did you mean"
            + " 'ms'?",
        "bench tables @cells.yaml --sampler nsga; got 'nsga'; did you mean 'nsga2'?",
        "bench tables @cells.yaml --evaluations 0; at least 1, got [0]",
        "bench tables @cells.yaml --evaluations 10,many; 'many'",
        "bench tables @cells.yaml --evaluations 10.5; '10.5'",
        "bench tables @cells.yaml --seeds 0; --seeds must be at least 1, got 0",
        "bench tables @cells.yaml --workers 0; workers must be at least 1, got 0",
        "bench tables @cells.yaml --time-limit soon; soon",
        "bench tables @cells.yaml --sampler nsga2 --sampler-settings populaton=9; unknown key"
            + " 'populaton'",
        "bench tables @cells.yaml --sampler nsga2 --sampler-settings population=1; 'population'"
            + " must be",
        "bench tables @cells.yaml --sampler nsga2 --sampler-settings population; population",
        "bench functions; --problems",
        "bench functions --problems zdt1,zdt7; got 'zdt7'; did you mean 'zdt1'?",
        "bench overhead --store disk; --store",
        "bench overhead --trials -1; at least 1, got [-1]",
      })
  void mistakesAreAnsweredInOneLine(String commandLine, String part) {
    spoken(commandLine).refused(List.of(part));
  }

  @Test
  void numbersLookTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(rows("bench tables @cells.yaml --evaluations 30").get(0).get(6))
          .matches("0\\.\\d{1,7}");
    } finally {
      Locale.setDefault(before);
    }
  }
}
