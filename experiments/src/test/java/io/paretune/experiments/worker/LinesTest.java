package io.paretune.experiments.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
  static List<FromWorker> fromWorker() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("z", Double.NaN);
    metrics.put("a", Double.POSITIVE_INFINITY);
    metrics.put("m", Double.NEGATIVE_INFINITY);
    metrics.put("tiny", Double.MIN_VALUE);
    metrics.put("third", 1.0 / 3);
    return List.of(
        new FromWorker.Ready(),
        new FromWorker.Alive(Long.MAX_VALUE),
        new FromWorker.Phase("größer\nund „schöner“ \u2028 \uD83D\uDE00"),
        new FromWorker.Reported(3, 1, Double.NaN),
        new FromWorker.Reported(3, 1, Double.NEGATIVE_INFINITY),
        new FromWorker.Declared(3, Map.of("multiply-adds", 1e18)),
        new FromWorker.Measured(1L << 40, metrics, Map.of("artifact", "ab")),
        new FromWorker.Pruned(0, ""),
        new FromWorker.Unable(2, "no space left"),
        new FromWorker.Failed(-1, "a \"quoted\" reason\r\n"));
  }

  static List<ToWorker> toWorker() {
    return List.of(
        new ToWorker.Setup(
            new ToWorker.ExperimentText("e.yaml", "/b", "name: x\nseed: 1\n"),
            new ToWorker.Directories("/r", "/s"),
            new ToWorker.TrialSettings(Long.MIN_VALUE, 2, Stage.FINALISTS)),
        new ToWorker.Evaluate(7, Map.of("n", 3L, "x", 0.1, "c", "text", "f", true)),
        new ToWorker.Answer(7, true, Map.of(), "why"),
        new ToWorker.Answer(7, false, Map.of("latency-ms", 2.5), "foretold"),
        new ToWorker.Stop());
  }

  @ParameterizedTest
  @MethodSource("fromWorker")
  void whatAWorkerSaysIsReadAsItWasWritten(FromWorker message) {
    String line = Lines.write(message);
    assertThat(line).doesNotContain("\n").doesNotContain("\r");
    assertThat(Lines.read(line, FromWorker.class)).contains(message);
  }

  @ParameterizedTest
  @MethodSource("toWorker")
  void whatACoordinatorSaysIsReadAsItWasWritten(ToWorker message) {
    assertThat(Lines.read(Lines.write(message), ToWorker.class)).contains(message);
  }

  @Test
  void wholeAndRealNumbersOfAnAssignmentKeepTheirType() {
    String line = Lines.write(new ToWorker.Evaluate(0, Map.of("whole", 2L, "real", 2.0)));
    ToWorker.Evaluate read = (ToWorker.Evaluate) Lines.read(line, ToWorker.class).orElseThrow();
    assertThat(read.assignment()).containsEntry("whole", 2L).containsEntry("real", 2.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "12",
        "[]",
        "{}",
        "[W:onnxruntime] warning",
        "{\"type\":\"none\"}",
        "{\"type\":\"failed\",\"trial\":1}",
        "{\"type\":\"known\",\"trial\":1}",
        "{\"type\":\"measured\",\"trial\":1}",
        "{\"type\":\"measured\",\"trial\":1,\"metrics\":{}}",
        "{\"type\":\"ready\"} x",
        "{\"type\":\"ready\"",
        "{\"type\":\"alive\",\"residentBytes\":\"many\"}"
      })
  void whatIsNoMessageIsNone(String line) {
    assertThat(Lines.read(line, FromWorker.class)).isEmpty();
  }
}
