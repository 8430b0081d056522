package io.paretune.results.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.results.page.Site;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TrialTableTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

  private static StudyDefinition definition(SearchSpace space) {
    return new StudyDefinition(
        "table",
        space,
        List.of(Objective.maximize("accuracy"), Objective.minimize("cost")),
        List.of(Constraint.atMost("size", 10)),
        1);
  }

  private static StudyDefinition definition() {
    return definition(
        SearchSpace.builder().whole("depth", 1, 9).choice("kind", "plain", "wide").build());
  }

  private static Trial running(long number) {
    return Trial.first(
        new TrialEvent.Started(
            number,
            Assignment.of(
                Map.of("depth", number % 9 + 1, "kind", number % 2 == 0 ? "plain" : "wide")),
            "random",
            BEGIN.plusSeconds(number)));
  }

  private static Trial complete(long number, double accuracy, double cost, double size) {
    return complete(
        number, Measurement.of(Map.of("accuracy", accuracy, "cost", cost, "size", size)));
  }

  private static Trial complete(long number, Measurement measurement) {
    return running(number)
        .after(
            new TrialEvent.Finished(
                number,
                TrialState.COMPLETE,
                Optional.of(measurement),
                "",
                number,
                FrontChange.NONE,
                BEGIN.plusSeconds(number + 5)));
  }

  /** The rows that changed since, and their values of one column of bytes. */
  private record Told(JsonNode head, List<Integer> rows, ByteBuffer values) {
    static Told of(TrialTable table, long since, int from, String... columns) throws IOException {
      List<ColumnRequest> wanted = new ArrayList<>();
      for (String column : columns) {
        wanted.add(ColumnRequest.of(column));
      }
      ByteBuffer in =
          ByteBuffer.wrap(table.since(since, from, wanted)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] head = new byte[in.getInt()];
      in.get(head);
      JsonNode node = JSON.readTree(head);
      List<Integer> rows = new ArrayList<>();
      for (int i = 0; i < node.get("count").asInt(); i++) {
        rows.add(in.getInt());
      }
      in.position((in.position() + 7) / 8 * 8);
      return new Told(node, rows, in);
    }
  }

  private static Set<Long> front(TrialTable table) throws IOException {
    Told told = Told.of(table, -1, 0, "flags");
    Set<Long> members = new HashSet<>();
    for (int row : told.rows()) {
      if ((told.values().get() & 1) != 0) {
        members.add((long) row);
      }
    }
    return members;
  }

  @Test
  void onlyRowsThatChangedAreTold() throws IOException {
    TrialTable table = new TrialTable(definition());
    table.put(List.of(running(0), running(1)));
    long before = table.version();
    assertThat(Told.of(table, before, 0, "state").rows()).isEmpty();
    table.put(List.of(complete(1, 0.5, 2, 3)));
    Told told = Told.of(table, before, 0, "state");
    assertThat(told.rows()).containsExactly(1);
    assertThat(told.values().get()).as("complete").isEqualTo((byte) 2);
    assertThat(table.counts())
        .containsEntry(TrialState.RUNNING, 1)
        .containsEntry(TrialState.COMPLETE, 1);
  }

  @Test
  void aMemberThatLeavesTheFrontIsToldOf() throws IOException {
    TrialTable table = new TrialTable(definition());
    table.put(List.of(complete(0, 0.5, 2, 3), complete(1, 0.4, 1, 3)));
    long before = table.version();
    table.put(List.of(complete(2, 0.6, 1.5, 3)));
    assertThat(Told.of(table, before, 0, "flags").rows()).containsExactly(0, 2);
    assertThat(front(table)).containsExactlyInAnyOrder(1L, 2L);
    assertThat(table.frontSize()).isEqualTo(2);
  }

  @Property(tries = 60, seed = "41007")
  void theFrontIsTheReports(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    TrialTable table = new TrialTable(definition());
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Measurement measured =
          Measurement.of(
                  Map.of(
                      "accuracy", random.nextInt(8) / 8.0,
                      "cost", (double) random.nextInt(8),
                      "size", (double) random.nextInt(12)))
              .with(Measurement.MACHINE, random.nextInt(3) == 0 ? "old" : "new");
      if (random.nextInt(4) == 0) {
        measured = measured.with(new Caveat("accuracy", Caveat.Kind.INHERITED, "not trained"));
      }
      if (random.nextInt(16) == 0) {
        measured = measured.with(Assessment.inherited("accuracy"), 0.1);
      }
      trials.add(random.nextInt(6) == 0 ? running(i) : complete(i, measured));
    }
    int cut = random.nextInt(40);
    table.put(trials.subList(0, cut));
    table.here("new");
    table.put(trials.subList(cut, 40));
    // what is found after the search takes the place of what was there
    table.put(trials.subList(0, 5));
    StudySummary summary =
        StudySummary.of(definition(), trials, Map.of(Measurement.MACHINE, "new"));
    assertThat(front(table)).isEqualTo(summary.frontNumbers());
    List<HypervolumeHistory.Point> history = HypervolumeHistory.of(table);
    for (HypervolumeHistory.Point point : history) {
      assertThat(point.share())
          .isCloseTo(
              summary.hypervolume().get((int) point.ended() - 1),
              org.assertj.core.api.Assertions.within(1e-12));
    }
  }

  @Test
  void textsAreToldOnce() throws IOException {
    TrialTable table = new TrialTable(definition());
    table.put(List.of(running(0), running(1)));
    assertThat(Told.of(table, -1, 0, "p1").head().at("/columns/0/texts").toString())
        .isEqualTo("[\"\",\"plain\",\"wide\"]");
    assertThat(Told.of(table, -1, 0, "p1@2").head().at("/columns/0/texts").toString())
        .isEqualTo("[\"wide\"]");
  }

  @Test
  void manyRowsComeInPortions() throws IOException {
    TrialTable table = new TrialTable(definition());
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < ColumnMessage.MOST_ROWS + 7; i++) {
      trials.add(running(i));
    }
    table.put(trials);
    Told first = Told.of(table, -1, 0, "state");
    int next = first.head().get("next").asInt();
    assertThat(next).isEqualTo(ColumnMessage.MOST_ROWS);
    Told rest = Told.of(table, -1, next, "state");
    assertThat(rest.rows()).hasSize(7);
    assertThat(rest.head().get("next").asInt()).isEqualTo(-1);
  }

  @Test
  void thousandsOfParametersAndHugeTextsAreBounded() throws IOException {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < 3000; i++) {
      space.whole("p" + i, 0, 1);
    }
    TrialTable table = new TrialTable(definition(space.build()));
    assertThat(table.parameters()).hasSize(512);
    Trial failed =
        running(0)
            .after(
                new TrialEvent.Finished(
                    0,
                    TrialState.FAILED,
                    Optional.empty(),
                    "x".repeat(1_000_000),
                    0,
                    FrontChange.NONE,
                    BEGIN));
    table.put(List.of(failed));
    assertThat(table.since(-1, 0, List.of(ColumnRequest.of("reason"))).length).isLessThan(2000);
  }

  @Test
  void figuresThatAreNoNumbersAreNotOnTheFront() throws IOException {
    TrialTable table = new TrialTable(definition());
    table.put(
        List.of(
            complete(0, Double.NaN, 1, 1),
            complete(1, 0.5, Double.POSITIVE_INFINITY, 1),
            complete(2, 0.5, 1, Double.NaN),
            complete(3, 0.1, 9, 1)));
    assertThat(front(table)).containsExactly(3L);
  }

  @Test
  void whatIsNoColumnIsRefused() {
    TrialTable table = new TrialTable(definition());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.since(-1, 0, List.of(ColumnRequest.of("p77"))))
        .withMessageContaining("no column 'p77'");
    assertThatIllegalArgumentException().isThrownBy(() -> ColumnRequest.of("../etc"));
  }

  @Test
  void pageAndLibraryAreThere() {
    assertThat(Site.asset("index.html")).isPresent();
    assertThat(Site.asset("echarts.min.js")).isPresent();
    assertThat(Site.asset("../Site.class")).isEmpty();
    assertThat(Site.asset("none.js")).isEmpty();
  }
}
