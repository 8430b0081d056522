package io.paretune.evaluators.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.Parameter;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.CandidateFeatures;
import io.paretune.search.trial.StudyView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableBenchmarkTest {

  private static final String TWO_BITS = "ops,accuracy,ms\n00,50,1\n01,60,2\n10,55,4\n11,90,5\n";

  private static final String SPEC =
      """
      table:
        files: [t.csv]
        parameters:
          - {column: ops, split: chars}
        objectives:
          - {column: accuracy, direction: maximize}
          - {column: ms, direction: minimize}
      """;

  private final Path directory;

  TableBenchmarkTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private TableBenchmark read(String spec) throws IOException {
    return TableBenchmark.read(write("spec.yaml", spec));
  }

  private static Assignment point(String... words) {
    return Assignment.of(Map.of("ops[0]", words[0], "ops[1]", words[1]));
  }

  private static Study<Assignment> searched(TableBenchmark table, long trials) {
    Study<Assignment> study = table.study().sampler(new RandomSampler()).start();
    study.optimize(table, Budget.trials(trials));
    return study;
  }

  @Test
  void charactersBecomeChoicesAndTheWholeSpaceNeedsNoPool() throws IOException {
    write("t.csv", TWO_BITS);
    TableBenchmark table = read(SPEC);
    assertThat(table.name()).isEqualTo("spec");
    assertThat(table.space().parameters())
        .containsExactly(
            Parameter.of("ops[0]", Choice.of("0", "1")),
            Parameter.of("ops[1]", Choice.of("0", "1")));
    assertThat(table.complete()).isTrue();
    assertThat(table.size()).isEqualTo(4);
    assertThat(table.notes()).isEmpty();
    boolean pooled = table.study().start().inspect(view -> view.pool().isPresent());
    assertThat(pooled).isFalse();
  }

  @Test
  void hypervolumeIsInTheTrueFrontsScale() throws IOException {
    write("t.csv", TWO_BITS);
    TableBenchmark table = read(SPEC);
    // front: (50, 1), (60, 2), (90, 5); 10 is dominated. Scaled: (1, 0), (0.75, 0.25), (0, 1)
    double truth = 0.1 * 1.1 + 0.25 * 0.85 + 0.75 * 0.1;
    assertThat(table.front().size()).isEqualTo(3);
    assertThat(table.front().hypervolume()).isCloseTo(truth, within(1e-12));
    assertThat(table.hypervolume(searched(table, 4))).isCloseTo(truth, within(1e-12));

    Study<Assignment> study = table.study().start();
    assertThat(table.hypervolume(study)).isZero();
    study.enqueue(point("1", "0"));
    study.optimize(table, Budget.trials(1));
    // (55, 4), scaled (0.875, 0.75)
    assertThat(table.hypervolume(study)).isCloseTo(0.225 * 0.35, within(1e-12));
  }

  @Test
  void aSingleObjectiveHasRegret() throws IOException {
    write("t.csv", TWO_BITS);
    TableBenchmark table = read(SPEC.replace("    - {column: ms, direction: minimize}\n", ""));
    assertThat(table.objectives()).hasSize(1);
    Study<Assignment> study = table.study().start();
    assertThat(table.regret(study)).isInfinite();
    study.enqueue(point("0", "1"));
    study.optimize(table, Budget.trials(1));
    assertThat(table.regret(study)).isEqualTo(30);
    study.optimize(table, Budget.trials(100));
    assertThat(table.regret(study)).isZero();
  }

  @Test
  void aSampleOfASpaceIsSearchedOverItsRows() throws IOException {
    write("t.csv", TWO_BITS.replace("10,55,4\n", ""));
    TableBenchmark table = read(SPEC);
    assertThat(table.complete()).isFalse();
    Study<Assignment> study = searched(table, 100);
    assertThat(study.trials()).hasSize(3);
    assertThat(study.trials().stream().map(trial -> trial.assignment()))
        .containsExactlyInAnyOrder(point("0", "0"), point("0", "1"), point("1", "1"));
  }

  @Test
  void whereDropsRowsAndRowsWithoutANumber() throws IOException {
    write("t.csv", TWO_BITS.replace("10,55,4", "10,,4"));
    TableBenchmark table = read(SPEC.replace("table:\n", "table:\n  where: \"accuracy > 50\"\n"));
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.notes()).containsExactly("2 of 4 rows are dropped by 'where'");
    // one parameter is left: the first character is the same... of 01 and 11 the second is
    assertThat(table.space().parameters())
        .containsExactly(Parameter.of("ops[0]", Choice.of("0", "1")));
  }

  @Test
  void filesAreJoinedWhateverTheirOrder() throws IOException {
    write("a.csv", "id,ops,accuracy\n1,00,50\n2,01,60\n3,11,90\n4,10,1\n");
    write("b.csv", "ms,id\n5,3\n2,2\n1,1\n9,7\n");
    TableBenchmark table =
        read(SPEC.replace("files: [t.csv]", "files: [a.csv, b.csv]\n  join: id"));
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.notes())
        .containsExactly(
            "1 rows have no partner in b.csv and 1 keys there have none before; they are left out");
    Study<Assignment> study = searched(table, 3);
    assertThat(table.hypervolume(study)).isEqualTo(table.front().hypervolume());
    assertThat(study.trials())
        .anySatisfy(
            trial -> {
              assertThat(trial.assignment()).isEqualTo(point("1", "1"));
              assertThat(trial.measurement().orElseThrow().metrics())
                  .isEqualTo(Map.of("accuracy", 90.0, "ms", 5.0));
            });
  }

  @Test
  void anObjectOfRecordsHasItsKeysAsAColumn() throws IOException {
    write(
        "t.json",
        """
        {"00": {"accuracy": 50, "ms": 1, "seeds": [49, 51]}, "01": {"accuracy": 60.0, "ms": 2},
         "11": {"accuracy": 9e1, "ms": 5}, "10": {"accuracy": 55, "ms": 4, "note": null}}
        """);
    TableBenchmark table =
        read(SPEC.replace("t.csv", "t.json").replace("column: ops", "column: key"));
    assertThat(table.complete()).isTrue();
    assertThat(table.front().size()).isEqualTo(3);
    assertThat(table.space().parameters().get(0).name()).isEqualTo("key[0]");
  }

  @Test
  void whatARecordNestsBecomesColumns() throws IOException {
    write(
        "t.json",
        "[{\"net\": {\"d\": 1, \"w\": 8}, \"acc\": [1, 2]},"
            + " {\"net\": {\"d\": 2, \"w\": 16}, \"acc\": [NaN, 3]}]");
    TableBenchmark table =
        read(
            """
            table:
              files: t.json
              parameters: [{column: net.d}, {column: net.w}]
              objectives: [{column: "acc[1]", direction: maximize}]
            """);
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.space().parameters())
        .containsExactly(
            Parameter.of("net.d", Choice.of(1, 2)), Parameter.of("net.w", Choice.of(8, 16)));
  }

  @Test
  void filesMayBeGzippedAndAbsolute() throws IOException {
    Path file = directory.resolve("elsewhere.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(TWO_BITS.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read(SPEC.replace("[t.csv]", "['" + file + "']")).size()).isEqualTo(4);
  }

  @Test
  void separatorsQuotesSpacesAndAByteOrderMarkAreUnderstood() throws IOException {
    write(
        "t.csv",
        "\uFEFFnet , \"acc, valid\",ms\r\n\"8|conv\", 1,3\r\n16|pool,2,4\r\n\r\n8|pool,0.5,1\r\n");
    TableBenchmark table =
        read(
            """
            table:
              files: [t.csv]
              parameters: [{column: net, split: "|"}]
              objectives:
                - {column: "acc, valid", direction: maximize}
                - {column: ms, direction: minimize}
            """);
    assertThat(table.space().parameters())
        .containsExactly(
            Parameter.of("net[0]", Choice.of(8, 16)),
            Parameter.of("net[1]", Choice.of("conv", "pool")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // numbers between separators are ordered, unless they are codes from 0 on
        "16:32:64; split: ':'; 8:32:8; [8, 16]",
        "0:1; split: ':'; 1:0; [0, 1] words",
        "0:1; split: ':', ordered: true; 1:0; [0, 1]",
        "2; ordered: false; 10; [10, 2] words",
        "2; split: none; 10; [2, 10]",
        "007; split: none; 10; [007, 10] words",
        "relu; split: none; gelu; [gelu, relu] words",
        "0.5; split: none; 1e-2; [0.01, 0.5]",
      })
  void numbersAreOrderedAndCodesAreNot(String one, String settings, String two, String options)
      throws IOException {
    write("t.csv", "net,acc\n" + one + ",1\n" + two + ",2\n");
    TableBenchmark table =
        read(
            "table:\n  files: [t.csv]\n  parameters: [{column: net, "
                + settings
                + "}]\n  objectives: [{column: acc, direction: maximize}]\n");
    Choice first = (Choice) table.space().parameters().get(0).domain();
    assertThat(first.options() + (first.ordered() ? "" : " words")).isEqualTo(options);
  }

  @Test
  void manyNumbersAreARangeOnTheScaleThatSpreadsThem() throws IOException {
    StringBuilder rows = new StringBuilder("rate,momentum,acc\n");
    for (int i = 0; i < 400; i++) {
      rows.append(
          String.format(Locale.ROOT, "%.9f,%.9f,%d%n", Math.pow(10, -5 + i / 100.0), i / 500.0, i));
    }
    write("t.csv", rows.toString());
    TableBenchmark table =
        read(
            """
            table:
              files: [t.csv]
              parameters: [{column: rate}, {column: momentum}]
              objectives: [{column: acc, direction: maximize}]
            """);
    assertThat(table.space().parameters().get(0).domain()).isInstanceOf(LogReal.class);
    assertThat(table.space().parameters().get(1).domain().describe()).startsWith("real 0.0");
    assertThat(table.complete()).isFalse();
    assertThat(searched(table, 1000).trials()).hasSize(400);
  }

  @Test
  void rowsOfOneAssignmentAreAveraged() throws IOException {
    write("t.csv", TWO_BITS + "00,52,3\n");
    TableBenchmark table = read(SPEC);
    assertThat(table.size()).isEqualTo(4);
    assertThat(table.notes())
        .containsExactly("5 rows have only 4 different assignments; rows of one are averaged");
    Study<Assignment> study = table.study().start();
    study.enqueue(point("0", "0"));
    study.optimize(table, Budget.trials(1));
    assertThat(study.trials().get(0).measurement().orElseThrow().metrics())
        .isEqualTo(Map.of("accuracy", 51.0, "ms", 2.0));
  }

  @Test
  void aFrontOfOnePointIsScaledByTheWholeTable() throws IOException {
    write("t.csv", "ops,accuracy,ms\n0,50,2\n1,60,1\n2,40,5\n");
    TableBenchmark table = read(SPEC);
    assertThat(table.front().size()).isEqualTo(1);
    assertThat(table.front().hypervolume()).isCloseTo(1.1 * 1.1, within(1e-12));
  }

  @Test
  void samplersKnowFeaturesOfRowsBeforeTheyAreEvaluated() throws IOException {
    write("t.csv", TWO_BITS);
    List<CandidateFeatures> shown = new ArrayList<>();
    for (String spec : List.of(SPEC, SPEC + "  features: [ms, accuracy]\n")) {
      Study<Assignment> study =
          read(spec)
              .study()
              .sampler(
                  new Sampler() {
                    @Override
                    public String name() {
                      return "curious";
                    }

                    @Override
                    public Optional<Assignment> ask(StudyView view, long trialNumber) {
                      view.features().ifPresent(shown::add);
                      return Optional.of(point("1", "0"));
                    }
                  })
              .start();
      study.ask();
    }
    assertThat(shown).hasSize(1);
    assertThat(shown.get(0).names()).containsExactly("ms", "accuracy");
    assertThat(shown.get(0).of(point("1", "0"))).containsExactly(4, 55);
  }

  @Test
  void costsAreTakenFromTheirColumn() throws IOException {
    write("t.csv", TWO_BITS);
    assertThat(read(SPEC).duration(point("1", "1"))).isEqualTo(Duration.ofSeconds(1));
    TableBenchmark table = read(SPEC + "  cost: {column: ms, unit: m}\n");
    assertThat(table.duration(point("1", "1"))).isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "files: [t.csv] # file: [t.csv] # spec.yaml:2:3: unknown key 'file' in 'table'; did you"
            + " mean 'files'?",
        "files: [t.csv] # files: [u.csv] # spec.yaml:2:10: there is no file 'u.csv'",
        "files: [t.csv] # files: [] # spec.yaml:2:10: 'files' must not be an empty list",
        "files: [t.csv] # files: [t.csv, b.csv] # spec.yaml:2:10: several files need 'join'",
        "column: ms # column: mss # spec.yaml:7:16: there is no column 'mss' in t.csv; did you mean"
            + " 'ms'?",
        "column: ops # column: op # spec.yaml:4:16: there is no column 'op' in t.csv",
        "minimize # minimise # spec.yaml:7:31: 'direction' must be one of minimize, maximize, got"
            + " 'minimise'",
        "column: ms # column: accuracy # spec.yaml:7:16: 'objectives' lists 'accuracy' twice",
        "files: [t.csv] # `files: [t.csv]\n"
            + "  features: [mss]` # spec.yaml:3:13: there is no column 'mss' in t.csv; did you mean"
            + " 'ms'?",
        "split: chars # spilt: chars # unknown key 'spilt'",
        "split: chars # split: '' # 'split' must be chars, none or a separator",
        "files: [t.csv] # `files: [t.csv]\n"
            + "  where: accuracy` # spec.yaml:3:10: 'where' must be a column",
        "files: [t.csv] # `files: [t.csv]\n"
            + "  where: acuracy > 3` # spec.yaml:3:10: there is no column 'acuracy' in t.csv; did"
            + " you mean 'accuracy'?",
        "files: [t.csv] # `files: [t.csv]\n"
            + "  where: accuracy > 300` # spec.yaml:3:10: 'where' leaves none of the 4 rows",
        "files: [t.csv] # `files: [t.csv]\n  where: accuracy > many` # 'where' must be a column",
        "files: [t.csv] # `files: [t.csv, b.csv]\n"
            + "  join: id` # spec.yaml:3:9: there is no column 'id' in t.csv",
        "files: [t.csv] # `files: [t.csv]\n"
            + "  cost: {column: ms, unit: days}` # 'unit' must be one of ms, s, m, h",
        "table: # tables: # spec.yaml:1:1: unknown key 'tables'",
      })
  void mistakesInASpecArePlaced(String from, String to, String message) throws IOException {
    write("t.csv", TWO_BITS);
    write("b.csv", "id,x\n1,1\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(SPEC.replace(from, to.replace("\\n", "\n"))))
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "01,60,2; 01,,2; t.csv:3: column 'accuracy', an objective, must hold a finite number",
        "01,60,2; 01,NaN,2; t.csv:3: column 'accuracy'",
        "01,60,2; 01,inf,2; got 'inf'",
        "01,60,2; 01,60,0x1p3; t.csv:3: column 'ms'",
        "01,60,2; 1,60,2; t.csv:3: 'ops' must split into 2 words, as '00' at t.csv:2 does, got 1 in"
            + " '1'",
        "01,60,2; ,60,2; t.csv:3: parameter column 'ops' must not be empty",
        "01,60,2; `\n\n01,60`; t.csv:5: a row must have 3 cells",
        "01,60,2; 01,60; t.csv:3: a row must have 3 cells, as the header has, got 2",
        "01,60,2; 01,60,2,7; t.csv:3: a row must have 3 cells",
        "ops,accuracy,ms; ops,ms,ms; t.csv:1: the header must name each column once, got 'ms'"
            + " twice",
      })
  void mistakesInATableArePlaced(String from, String to, String message) throws IOException {
    write("t.csv", TWO_BITS.replace(from, to));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(SPEC))
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"00\": {\"accuracy\": 1}; t.json:1: not sound",
        "{\"00\": 3}; t.json: record '00': a table must be an object of records",
        "{\"00\": {\"key\": 1}}; t.json: record '00': a field 'key'",
        "{\"00\": {\"ms\": 1}, \"00\": {\"ms\": 1}}; t.json:1: not sound: Duplicate",
        "{}; t.json:1: the table has no rows",
        "{\"00\": {\"accuracy\": [1], \"ms\": 1}}; there is no column 'accuracy'",
        "{\"00\": {\"accuracy\": 1, \"ms\": 1}, \"01\": {\"ms\": 2}}; t.json: record '01': column"
            + " 'accuracy'",
      })
  void mistakesInJsonArePlaced(String text, String message) throws IOException {
    write("t.json", text);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> read(SPEC.replace("t.csv", "t.json").replace("column: ops", "column: key")))
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }

  @Test
  void manyToManyJoinsAndContradictionsAreRefused() throws IOException {
    write("a.csv", "id,ops,accuracy\n1,00,50\n1,01,60\n");
    write("b.csv", "id,ms\n1,5\n1,2\n");
    String spec = SPEC.replace("files: [t.csv]", "files: [a.csv, b.csv]\n  join: id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(spec))
        .withMessageContaining("b.csv:3: 'id' must be different in every row of one of the files");
    write("a.csv", "id,ops,accuracy\n1,00,50\n2,01,60\n");
    write("b.csv", "id,ms,accuracy\n1,5,50\n2,2,61\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(spec))
        .withMessageContaining("b.csv:3: column 'accuracy' is in two files and says '61' here");
    write("b.csv", "id,ms\n11,5\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(spec))
        .withMessageContaining("spec.yaml:3:9: no row of b.csv has a 'id' of the rows before");
  }

  @Test
  void aTableWithNothingToSearchIsRefused() throws IOException {
    write("t.csv", "ops,accuracy,ms\n00,1,2\n00,2,3\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(SPEC))
        .withMessageContaining("spec.yaml:4:16: there is nothing to search");
  }

  @Test
  void simulatedWorkersTellInTheOrderOfTheirEnds() throws IOException {
    write("t.csv", TWO_BITS);
    TableBenchmark table = read(SPEC + "  cost: {column: ms, unit: h}\n");
    SimulatedClock clock = new SimulatedClock();
    Study<Assignment> study = table.study().clock(clock).start();
    for (String ops : List.of("11", "01", "00", "10")) {
      study.enqueue(point(ops.substring(0, 1), ops.substring(1)));
    }
    new SimulatedWorkers(2, clock).run(study, table, table::duration, Budget.trials(4), () -> {});
    // two workers: 11 from 0 to 5; 01 from 0 to 2, then 00 to 3, then 10 to 7
    assertThat(study.trials().stream().map(trial -> trial.finishOrder()))
        .containsExactly(2L, 0L, 1L, 3L);
    assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(7));
    assertThat(study.trials().get(3).finishedAt().orElseThrow()).isEqualTo("1970-01-01T07:00:00Z");
  }

  @Test
  void simulatedTimeEndsASearch() throws IOException {
    write("t.csv", TWO_BITS);
    TableBenchmark table = read(SPEC);
    SimulatedClock clock = new SimulatedClock();
    Study<Assignment> study = table.study().clock(clock).start();
    new SimulatedWorkers(1, clock)
        .run(study, table, table::duration, Budget.time(Duration.ofMillis(2500)), () -> {});
    // at 0, 1 and 2 seconds a trial begins
    assertThat(study.finished()).isEqualTo(3);
  }

  @Test
  void oneSimulatedWorkerSearchesAsOptimizeDoes() throws IOException {
    write("t.csv", TWO_BITS);
    TableBenchmark table = read(SPEC);
    SimulatedClock clock = new SimulatedClock();
    Study<Assignment> simulated =
        table.study().sampler(new RandomSampler()).seed(5).clock(clock).start();
    new SimulatedWorkers(1, clock)
        .run(simulated, table, table::duration, Budget.trials(9), () -> {});
    Study<Assignment> plain = table.study().sampler(new RandomSampler()).seed(5).start();
    plain.optimize(table, Budget.trials(9));
    assertThat(simulated.trials().stream().map(trial -> trial.assignment()))
        .hasSize(4)
        .containsExactlyElementsOf(
            plain.trials().stream().map(trial -> trial.assignment()).toList());
  }
}
