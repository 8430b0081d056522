package io.paretune.experiments.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputParserTest {

  private static final OutputParser ANSWERS =
      new OutputParser(List.of("loss", "ms"), List.of("mb"));

  @Test
  void aResultHoldsObjectivesConstraintsAndExtras() {
    assertThat(
            ANSWERS.read(
                """
                {"objectives": {"loss": 0.5, "ms": 3}, "constraints": {"mb": 9},
                 "extras": {"steps": 7, "version": "1.2", "warm": true}}\
                """))
        .contains(
            new ProgramMessage.Found(
                Map.of("loss", 0.5, "ms", 3.0, "mb", 9.0, "steps", 7.0),
                Map.of("version", "1.2", "warm", "true")));
  }

  @Test
  void aBoundedMetricMayStandUnderAnyKey() {
    assertThat(ANSWERS.read("{\"objectives\": {\"loss\": 1, \"ms\": 2}, \"extras\": {\"mb\": 3}}"))
        .contains(new ProgramMessage.Found(Map.of("loss", 1.0, "ms", 2.0, "mb", 3.0), Map.of()));
  }

  @Test
  void reportsAndWhatIsKnownAreUnderstood() {
    assertThat(ANSWERS.read(" {\"report\": {\"step\": 3, \"value\": 1e-1}} "))
        .contains(new ProgramMessage.Reported(3, 0.1));
    assertThat(ANSWERS.read("{\"known\": {\"ms\": 4}}"))
        .contains(new ProgramMessage.Declared(Map.of("ms", 4.0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "epoch 3: objectives look fine",
        "{'report': {'step': 1}}",
        "{\"epoch\": 3, \"loss\": 0.5}",
        "[1, 2]",
        "{",
        "{}",
        "\"report\""
      })
  void everythingElseIsTalk(String line) {
    assertThat(ANSWERS.read(line)).isEmpty();
  }

  @Test
  void aLongMistakeIsQuotedInPart() {
    String line = "{\"objectives\": \"" + "x".repeat(1_000_000) + "\"}";
    assertThat(ANSWERS.read(line))
        .hasValueSatisfying(
            said ->
                assertThat(((ProgramMessage.Wrong) said).reason())
                    .hasSizeLessThan(500)
                    .contains("xxx"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"objectives\": {\"loss\": 1}}; objective 'ms' is missing, got [loss]",
        "{\"objectives\": {\"loss\": 1, \"sm\": 2}}; no 'sm' under objectives; did you mean 'ms'?",
        "{\"objectives\": {\"loss\": 1, \"ms\": 2}}; the constrained metric 'mb' is missing",
        "{\"objectives\": {\"loss\": NaN, \"ms\": 2}}; 'loss' must be finite, got NaN",
        "{\"objectives\": {\"loss\": -Infinity, \"ms\": 2}}; 'loss' must be finite, got -Inf",
        "{\"objectives\": {\"loss\": 1e999, \"ms\": 2}}; 'loss' must be finite, got Infinity",
        "{\"objectives\": {\"loss\": \"1\", \"ms\": 2}}; 'loss' must be a number, got \"1\"",
        "{\"objectives\": {\"loss\": null, \"ms\": 2}}; 'loss' must be a number, got null",
        "{\"objectives\": 0.5}; 'objectives' must be an object",
        "{\"objectives\": {\"loss\": 1, \"loss\": 2}}; is not JSON: Duplicate field 'loss'",
        "{\"objectives\": {\"loss\": 1; is not JSON",
        "{\"report\": {\"step\": 1, \"value\": nan}}; is not JSON: Unrecognized token 'nan'",
        "{\"objectives\": {\"loss\": 1, \"ms\": 2}, \"extra\": {}}; did you mean 'extras'?",
        "{\"objectives\":{\"loss\":1,\"ms\":2},\"constraints\":{\"kb\":2}}; no 'kb' under",
        "{\"objectives\":{\"loss\":1,\"ms\":2},\"extras\":{\"ms\":3,\"mb\":1}}; 'ms' has two"
            + " values",
        "{\"objectives\":{\"loss\":1,\"ms\":2},\"extras\":{\"mb\":[1]}}; 'mb' must be a number",
        "{\"report\": 0.5}; a report must be",
        "{\"report\": {\"step\": -1, \"value\": 1}}; a report must be",
        "{\"report\": {\"step\": 1.5, \"value\": 1}}; a report must be",
        "{\"report\": {\"step\": 1}}; a report must be",
        "{\"report\": {\"step\": 1, \"value\": NaN}}; 'value' must be finite, got NaN",
        "{\"report\": {\"step\": 1, \"value\": 1}, \"known\": {}}; got 'known'",
        "{\"known\": {}}; 'known' must hold at least one number",
        "{\"known\": [1]}; 'known' must be an object",
      })
  void mistakesAreNamedWithTheLine(String line, String part) {
    assertThat(ANSWERS.read(line))
        .hasValueSatisfying(
            said -> {
              assertThat(said).isInstanceOf(ProgramMessage.Wrong.class);
              assertThat(((ProgramMessage.Wrong) said).reason())
                  .contains(part)
                  .endsWith("(line: " + line + ")");
            });
  }
}
