package io.paretune.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.results.picture.FrontPicture;
import io.paretune.results.summary.Numbers;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TablesTest {

  private static final StudyDefinition DEFINITION =
      new StudyDefinition(
          "small",
          SearchSpace.builder()
              .choice("kind", "a,b", "c")
              .when(Condition.in("kind", "c"), c -> c.whole("depth", 1, 3))
              .build(),
          List.of(Objective.maximize("accuracy"), Objective.minimize("latency-ms")),
          List.of(),
          7);

  private static Trial trial(long number, Map<String, ?> values, double accuracy, double latency) {
    return Fixture.complete(
        number,
        DEFINITION.space().assignment(values),
        Measurement.of(Map.of())
            .with("accuracy", accuracy)
            .with("latency-ms", latency)
            .with("size-bytes", Double.POSITIVE_INFINITY)
            .with("depth", 0.5));
  }

  private static StudySummary study() {
    return StudySummary.of(
        DEFINITION,
        List.of(
            trial(0, Map.of("kind", "c", "depth", 2), 0.75, 2),
            trial(1, Map.of("kind", "a,b"), 0.5, 1.5),
            trial(2, Map.of("kind", "a,b"), 0.5, 1.75),
            Fixture.ended(
                3,
                DEFINITION.space().assignment(Map.of("kind", "a,b")),
                TrialState.FAILED,
                "said \"no\"\nand died")),
        Map.of());
  }

  @Test
  void theCsvOfTheFrontIsSortedByCostAndQuoted() {
    assertThat(FrontTable.of(study()).csv())
        .isEqualTo(
            """
            trial,state,kind,depth,accuracy,latency-ms,size-bytes,metric:depth
            1,COMPLETE,"a,b",,0.5,1.5,Infinity,0.5
            0,COMPLETE,c,2,0.75,2.0,Infinity,0.5
            """);
  }

  @Test
  void programsAreToldWhichLatenciesAreUnstableAndFiguresOfOtherMachinesAreNoMembers() {
    Trial shaky = trial(0, Map.of("kind", "a,b"), 0.75, 2);
    Trial elsewhere = trial(1, Map.of("kind", "a,b"), 0.9, 1);
    StudySummary study =
        StudySummary.of(
            DEFINITION,
            List.of(
                with(shaky, new Caveat("latency-ms", Caveat.Kind.UNSTABLE, "a neighbour")),
                with(elsewhere, "fingerprint", "there")),
            Map.of("fingerprint", "here"));
    assertThat(FrontTable.of(study).csv())
        .isEqualTo(
            """
            trial,state,kind,depth,accuracy,latency-ms,size-bytes,metric:depth,latency-unstable
            0,COMPLETE,"a,b",,0.75,2.0,Infinity,0.5,true
            """);
    assertThat(FrontTable.of(study).text())
        .contains("unstable figures", "measured on another machine and not on this one: trial 1");
    assertThat(study.hypervolume().get(1)).isEqualTo(study.hypervolume().get(0));
  }

  private static Trial with(Trial trial, Caveat caveat) {
    return trial.withMeasurement(trial.measurement().orElseThrow().with(caveat));
  }

  private static Trial with(Trial trial, String fact, String value) {
    return Fixture.complete(
        trial.number(), trial.assignment(), trial.measurement().orElseThrow().with(fact, value));
  }

  @Test
  void theCsvOfAllTrialsSaysHowTheyEnded() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Csv.trials(study(), out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            trial,state,kind,depth,accuracy,latency-ms,size-bytes,metric:depth,sampler,attempts,\
            started-at,finished-at,reason,artifact
            0,COMPLETE,c,2,0.75,2.0,Infinity,0.5,nsga2,1,2026-11-22T10:00:00Z,2026-11-22T10:00:11Z,,
            1,COMPLETE,"a,b",,0.5,1.5,Infinity,0.5,nsga2,1,2026-11-22T10:00:08Z,2026-11-22T10:00:19Z,,
            2,COMPLETE,"a,b",,0.5,1.75,Infinity,0.5,nsga2,1,2026-11-22T10:00:16Z,2026-11-22T10:00:27Z,,
            3,FAILED,"a,b",,,,,,nsga2,1,2026-11-22T10:00:24Z,2026-11-22T10:00:28Z,"said ""no""
            and died",
            """);
  }

  @Test
  void theJsonOfTheFrontHasTheSameColumns() throws IOException {
    JsonNode rows = new ObjectMapper().readTree(FrontTable.of(study()).json());
    assertThat(rows).hasSize(2);
    assertThat(rows.path(0).has("depth")).isFalse();
    assertThat(rows.path(1).path("depth").longValue()).isEqualTo(2);
    assertThat(rows.path(1).path("size-bytes").textValue()).isEqualTo("Infinity");
    assertThat(rows.path(1).path("metric:depth").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void theTableForPeopleLinesUp() {
    assertThat(FrontTable.of(study()).text())
        .isEqualTo(
            """
            trial  state     kind  depth  accuracy  latency-ms  size-bytes  metric:depth
                1  COMPLETE  a,b       -       0.5         1.5    Infinity           0.5
                0  COMPLETE  c         2      0.75           2    Infinity           0.5
            """);
  }

  @Test
  void aNarrowTableSaysWhatItLeavesOut() {
    String text = FrontTable.of(study()).text(40);
    assertThat(text)
        .contains("trial  kind  depth  accuracy  latency-ms\n")
        .contains("the same in every row: state=COMPLETE,")
        .contains("metric:depth=0.5");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
    assertThat(FrontTable.of(Fixture.study("quick start", 60)).text().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(FrontTable.WIDTH));
  }

  @Test
  void theMarkdownIsATable() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Markdown.write(study(), out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            # small

            2 of 4 trials are on the front (3 complete, 1 failed); maximize accuracy, minimize \
            latency-ms; seed 7.

            | trial | kind | depth | accuracy \u2191 | latency-ms \u2193 | size-bytes | metric:depth |
            | ---: | --- | ---: | ---: | ---: | ---: | ---: |
            | 1 | a,b |  | 0.5 | 1.5 | Infinity | 0.5 |
            | 0 | c | 2 | 0.75 | 2 | Infinity | 0.5 |
            """);
  }

  @Test
  void numbersAreShortButNotWrong() {
    assertThat(Numbers.text(0.123456)).isEqualTo("0.1235");
    assertThat(Numbers.text(12.0)).isEqualTo("12");
    assertThat(Numbers.text(1234567.8)).isEqualTo("1234568");
    assertThat(Numbers.text(0.00001234)).isEqualTo("1.23E-5");
    assertThat(Numbers.text(-0.0)).isEqualTo("0");
    assertThat(Numbers.text(Double.NaN)).isEqualTo("NaN");
    assertThat(Numbers.text(100.0)).isEqualTo("100");
    assertThat(Numbers.text(7L)).isEqualTo("7");
  }

  @Test
  void theStaircaseTurnsWhereSomethingBetterIsReached() {
    List<double[]> members = List.of(new double[] {1, 5}, new double[] {2, 7});
    assertThat(FrontPicture.stairs(members, true).get(1)).containsExactly(2, 5);
    assertThat(FrontPicture.stairs(members, false).get(1)).containsExactly(1, 7);
  }

  @Test
  void ofALargeFrontTheTextShowsThoseThatSpanItAndSaysSo() {
    List<Trial> line =
        IntStream.rangeClosed(0, 40)
            .mapToObj(i -> trial(i, Map.of("kind", "a,b"), 0.5 + i / 100.0, 1 + i))
            .toList();

    String text = FrontTable.of(StudySummary.of(DEFINITION, line, Map.of())).text(80, 5);

    List<String> rows = text.lines().filter(row -> row.matches(" +\\d+ .*")).toList();
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0).trim()).startsWith("0 ");
    assertThat(rows.get(4).trim()).startsWith("40 ");
    assertThat(text).contains("of the front are shown: 5 of 41 members, which span it best");
    assertThat(FrontTable.of(StudySummary.of(DEFINITION, line, Map.of())).text(80))
        .doesNotContain("shown");
  }
}
