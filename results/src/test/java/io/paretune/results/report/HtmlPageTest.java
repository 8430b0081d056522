package io.paretune.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.insight.Importance;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlPageTest {

  private static final String ATTACK = "</script><script>alert('x')</script><b>\u2028\"&{{data}}$1";

  private static String page(StudySummary study) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HtmlPage.write(study, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The page without its programs, which may hold tags in their texts. */
  private static String markup(String page) {
    return page.replaceAll("(?s)<script>.*?</script>", "");
  }

  private static JsonNode data(String page) throws IOException {
    Matcher block =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(page);
    assertThat(block.find()).isTrue();
    return new ObjectMapper().readTree(block.group(1));
  }

  @Test
  void nothingFromOutsideBecomesMarkupOrScript() throws IOException {
    Assignment assignment = Assignment.of(Map.of("depth", ATTACK));
    Trial complete =
        Fixture.complete(
            0,
            assignment,
            Measurement.of(
                    Map.of("accuracy", 0.5, "latency-ms", 1.0, "size-bytes", 1.0, ATTACK, 2.0))
                .with("artifact", ATTACK)
                .with(new Caveat("latency-ms", Caveat.Kind.UNSTABLE, ATTACK)));
    Trial failed = Fixture.ended(1, assignment, TrialState.FAILED, ATTACK);
    StudySummary study =
        StudySummary.of(
            Fixture.definition(ATTACK), List.of(complete, failed), Map.of(ATTACK, ATTACK));
    String page = page(study);
    assertThat(markup(page)).doesNotContain("alert('x')</").doesNotContain("<b>");
    assertThat(page).doesNotContain("<script>alert");
    assertThat(page.split("<script", -1)).hasSize(4);
    assertThat(page.split("</script", -1)).hasSize(4);
    assertThat(data(page).path("points").path(0).path("unstable").textValue()).isEqualTo(ATTACK);
  }

  @Test
  void everyObjectiveHasATableOfWhatMattered() throws IOException {
    StudySummary study = Fixture.study("quick start", 60);
    String markup = markup(page(study));
    assertThat(study.importance())
        .extracting(Importance::objective)
        .containsExactly("accuracy", "latency-ms");
    assertThat(markup).contains("<h2>What mattered</h2>").contains("<h3>accuracy");
    Importance accuracy = study.importance().get(0);
    assertThat(accuracy.parameters()).hasSize(8);
    assertThat(markup)
        .contains(
            "<td>%s</td><td class=\"share\" title=\"%s\">"
                .formatted(
                    accuracy.parameters().get(0).parameter(), accuracy.parameters().get(0).share()))
        .contains("the model explains");
    assertThat(page(Fixture.study("short", 10))).contains("Needs at least 20 complete trials");
  }

  @Test
  void thePageLoadsNothing() throws IOException {
    String page = page(Fixture.study("quick start", 60));
    assertThat(page).contains("Licensed to the Apache Software Foundation");
    assertThat(markup(page))
        .contains("default-src 'none'")
        .doesNotContain("<link")
        .doesNotContain("<script src")
        .doesNotContain("<img");
  }

  @Test
  void theDataIsThatOfTheStudy() throws IOException {
    StudySummary study = Fixture.study("quick start", 60);
    JsonNode data = data(page(study));
    assertThat(data.path("objectives").intValue()).isEqualTo(2);
    assertThat(data.path("metrics").findValuesAsText("name"))
        .startsWith("accuracy", "latency-ms", "size-bytes");
    assertThat(data.path("points")).hasSize(54);
    long members = 0;
    for (JsonNode point : data.path("points")) {
      members += point.path("front").booleanValue() ? 1 : 0;
    }
    assertThat(members).isEqualTo(study.front().size());
    JsonNode last = data.path("hypervolume").path(59);
    assertThat(last.path(0).intValue()).isEqualTo(60);
    assertThat(last.path(1).doubleValue()).isEqualTo(8 * 59 + 11.0);
    assertThat(last.path(2).doubleValue()).isEqualTo(study.hypervolume().get(59));
  }

  @Test
  void eachMemberHasARowAndUnstableOnesAreFlagged() throws IOException {
    StudySummary study = Fixture.study("quick start", 60);
    String page = page(study);
    assertThat(page.split("<tr data-trial=", -1)).hasSize(study.front().size() + 1);
    long unstable =
        study.front().stream().filter(trial -> StudySummary.unstable(trial).isPresent()).count();
    assertThat(unstable).isPositive();
    assertThat(page.split("class=\"flag\"", -1)).hasSize((int) unstable + 1);
    assertThat(page).contains("drift of 7 % against the reference network");
    assertThat(page).contains("worker died: exit code 137");
  }
}
