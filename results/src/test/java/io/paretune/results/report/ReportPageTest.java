package io.paretune.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ReportPageTest {

  private static final String ATTACK = "</script><script>alert('x')</script><b>\u2028\"&{{kept}}$1";

  private static String page(StudySummary study, RunFiles files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportPage.write(study, files, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode kept(String page, String path) throws IOException {
    Matcher block =
        Pattern.compile("data-path=\"" + Pattern.quote(path) + "\">([A-Za-z0-9+/=]*)</script>")
            .matcher(page);
    assertThat(block.find()).isTrue();
    byte[] packed = Base64.getDecoder().decode(block.group(1));
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new ObjectMapper().readTree(in);
    }
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
    String page = page(study, RunFiles.NONE);
    String harmless = page(Fixture.study("quick start", 3), RunFiles.NONE);
    assertThat(page).doesNotContain("<script>alert", "<b>");
    assertThat(page.split("<script", -1)).hasSameSizeAs(harmless.split("<script", -1));
    assertThat(kept(page, "/api/studies/0/trials").path("1").path("reason").textValue())
        .isEqualTo(ATTACK);
  }

  @Test
  void thePageLoadsNothingAndRunsNothingButItsOwn() throws IOException {
    String page = page(Fixture.study("quick start", 60), RunFiles.NONE);
    assertThat(page)
        .contains("Licensed to the Apache Software Foundation", "default-src 'none'")
        .doesNotContain("<link", "<script src", "<img", "unsafe-inline");
    assertThat(page).isEqualTo(page(Fixture.study("quick start", 60), RunFiles.NONE));
  }

  @Test
  void theAnswersAreThoseOfTheStudy() throws IOException {
    StudySummary study = Fixture.study("quick start", 60);
    String page = page(study, RunFiles.NONE);
    JsonNode meta = kept(page, "/api/studies/0");
    assertThat(meta.path("trials").intValue()).isEqualTo(60);
    assertThat(meta.path("front").intValue()).isEqualTo(study.front().size());
    JsonNode points = kept(page, "/api/studies/0/hypervolume").path("points");
    assertThat(points.path(points.size() - 1).path(2).doubleValue())
        .isEqualTo(study.hypervolume().get(59));
    assertThat(kept(page, "/api/studies/0/importance").path("objectives")).hasSize(2);
  }

  @Test
  void filesOfMembersAreOpenedAndOfManyTrialsTheFrontComesFirst() throws IOException {
    StudySummary study = Fixture.study("many", 600);
    String page =
        page(
            study,
            new RunFiles() {
              @Override
              public String path() {
                return "runs/many";
              }

              @Override
              public void describe(Trial trial, ObjectNode shown, boolean whole) {
                shown.put("opened", whole);
              }

              @Override
              public ObjectNode robustness() {
                return RunFiles.NONE.robustness().put("metric", "accuracy");
              }

              @Override
              public ObjectNode workers() {
                return RunFiles.NONE.workers();
              }
            });
    assertThat(kept(page, "/api/studies/0/robustness").path("metric").textValue())
        .isEqualTo("accuracy");
    JsonNode trials = kept(page, "/api/studies/0/trials");
    assertThat(trials).hasSize(ReportPage.MOST_WHOLE);
    for (Trial member : study.front()) {
      assertThat(trials.path(Long.toString(member.number())).path("opened").booleanValue())
          .isTrue();
    }
    assertThat(kept(page, "/api/studies/0").path("path").textValue()).isEqualTo("runs/many");
  }
}
