package io.paretune.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.results.summary.StudySummary;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlAnswersTest {

  private static Trial trial(long number, double accuracy, String answers) {
    return Fixture.complete(
        number,
        Assignment.of(Map.of("depth", 1L)),
        Measurement.of(Map.of("accuracy", accuracy, "latency-ms", accuracy, "size-bytes", 1.0))
            .with(Assessment.ANSWERS, answers)
            .with(Assessment.GUESSING, "accuracy 60.00 % (always answering '<a>')"));
  }

  private static String html(Trial... trials) {
    return HtmlAnswers.of(
        StudySummary.of(Fixture.definition("answers"), List.of(trials), Map.of()));
  }

  @Test
  void theBestMembersConfusionIsATableOfTruths() {
    String html =
        html(
            trial(0, 0.5, "{\"classes\": [\"x\", \"y\"], \"counts\": [[1, 2], [3, 4]]}"),
            trial(1, 0.9, "{\"classes\": [\"<a>\", \"b\"], \"counts\": [[50, 7], [0, 43]]}"));
    assertThat(html)
        .contains("Trial 1 on the test split; guessing gets accuracy 60.00 %")
        .contains("&lt;a&gt;")
        .doesNotContain("<a>")
        .containsSubsequence(
            "row\">&lt;a&gt;", ">50</td>", ">7</td>", "row\">b", ">0</td>", ">43<");
  }

  @Test
  void singleClassesAndLabelsAreATable() {
    String each = "\"each\": [\"<a>\", \"b\"], \"figures\": [[0.5, 1, 0.667, 57], [1, 0, 0, 43]]}";
    String labels = html(trial(0, 0.5, "{" + each));
    assertThat(labels)
        .contains(">precision</th>", ">recall</th>", ">F1</th>", ">examples</th>")
        .containsSubsequence(
            "row\">&lt;a&gt;", ">50.00 %</td>", ">100.00 %</td>", ">66.70 %</td>", ">57</td>")
        .doesNotContain(">truth<");
    String both =
        html(
            trial(0, 0.5, "{\"classes\": [\"<a>\", \"b\"], \"counts\": [[9, 7], [0, 4]], " + each));
    assertThat(both).containsSubsequence(">truth</th>", ">9</td>", ">precision</th>", ">57</td>");
  }

  @Test
  void numbersArePoints() {
    String html = html(trial(0, 0.5, "{\"target\": \"price\", \"points\": [[1, 2], [5, 4]]}"));
    // from 1 to 5 on both axes of 320 pixels with a margin of 20; upwards is up
    assertThat(html)
        .contains("<circle cx=\"20.0\" cy=\"230.0\"", "<circle cx=\"300.0\" cy=\"90.0\"")
        .contains("answers over truths of price, from 1.000 to 5.000");
  }

  @Test
  void whatIsNoPictureMakesNone() {
    assertThat(html(trial(0, 0.5, "42 is the answer"))).isEmpty();
    assertThat(html(trial(0, 0.5, "{\"classes\": 3}"))).isEmpty();
    assertThat(html()).isEmpty();
  }
}
