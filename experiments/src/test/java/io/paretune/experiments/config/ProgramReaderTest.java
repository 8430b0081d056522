package io.paretune.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.evaluation.program.ProgramConfig;
import io.paretune.experiments.program.Program;
import io.paretune.hardware.yaml.YamlException;
import io.paretune.search.pruner.PatientPruner;
import io.paretune.search.pruner.PercentilePruner;
import io.paretune.search.pruner.ThresholdPruner;
import io.paretune.search.pruner.forecast.HopelessPruner;
import io.paretune.search.pruner.halving.AshaPruner;
import io.paretune.search.pruner.halving.MultiObjectiveAshaPruner;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramReaderTest {

  private static final String VALID =
      """
      name: zip
      seed: 7
      space:
        level: {whole: [1, 9]}
        fast: [true, false]
        window: {whole: [9, 15], when: {fast: true}}
      objectives:
        - {name: ratio, direction: maximize}
        - {name: ms, direction: minimize, unit: ms}
      constraints:
        - {metric: peak-mb, at-most: 100}
      command: [nice, -n, 1e1, ./zip, "-{level}"]
      pruner: never
      budget: {trials: 30}
      """;

  private static final String COMMAND = "[nice, -n, 1e1, ./zip, \"-{level}\"]";

  private static ExperimentSpec read(String text) {
    return new ExperimentReader().read("e.yaml", text, Path.of("/base"));
  }

  private static Program program(String text) {
    return ((ProgramConfig) read(text).evaluation()).command();
  }

  @Test
  void everyKeyReachesTheSpec() {
    ExperimentSpec spec = read(VALID);
    assertThat(spec.objectives())
        .containsExactly(
            new Objective("ratio", Direction.MAXIMIZE, ""),
            new Objective("ms", Direction.MINIMIZE, "ms"));
    assertThat(spec.constraints()).containsExactly(Constraint.atMost("peak-mb", 100));
    assertThat(spec.sampler().name()).isEqualTo("auto");
    ProgramConfig search = (ProgramConfig) spec.evaluation();
    assertThat(search.space().dimension()).isEqualTo(3);
    assertThat(search.command())
        .isEqualTo(
            new Program(
                // arguments are as they are written: no number is made of 1e1
                List.of("nice", "-n", "1e1", "./zip", "-{level}"),
                Path.of("/base"),
                false,
                Duration.ofSeconds(5)));
  }

  @Test
  void aProgramMayHaveSettings() {
    Program program =
        program(VALID.replace(COMMAND, "{run: [./zip], exclusive: true, steps: 9, grace: 2s}"));
    assertThat(program.words()).containsExactly("./zip");
    assertThat(program.exclusive()).isTrue();
    assertThat(program.grace()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void prunersJudgeWhateverTheFirstObjectiveIs() {
    Map<String, Class<?>> types =
        Map.of(
            "median", PercentilePruner.class,
            "{name: threshold, lower: -3, upper: 1e6}", ThresholdPruner.class,
            "{name: patient, minimum-improvement: 20}", PatientPruner.class,
            "{name: asha, first-rung: 2}", AshaPruner.class,
            "{name: mo-asha, axes: [watts]}", MultiObjectiveAshaPruner.class,
            "hopeless", HopelessPruner.class);
    String stepped = VALID.replace(COMMAND, "{run: [./zip], steps: 30}");
    types.forEach(
        (text, type) -> {
          PrunerSpec pruner = read(stepped.replace("never", text)).pruner();
          assertThat(pruner.make()).as(text).isInstanceOf(type);
          assertThat(pruner.latencyFirst()).isFalse();
        });
  }

  static Stream<Arguments> typos() {
    return Stream.of(
        typo(COMMAND, "[]", "12:10", "'command' must not be an empty list"),
        typo(COMMAND, "[\"\"]", "12:10", "must begin with a program, got an empty name"),
        typo(COMMAND, "./zip -9", "12:10", "a list of a program and its arguments", "'./zip -9'"),
        typo(COMMAND, "[./zip, \"{levl}\"]", "12:18", "'{levl}' must", "did you mean 'level'?"),
        typo(COMMAND, "[./zip, \"{window}\"]", "12:18", "exists only when fast = true", "JSON"),
        typo(COMMAND, "[./zip, {level}]", "12:18", "must be a single value"),
        typo(COMMAND, "{exclusive: true}", "12:10", "key 'run' is missing"),
        typo(COMMAND, "{run: [x], exclusiv: true}", "12:21", "did you mean 'exclusive'?"),
        typo(COMMAND, "{run: [x], exclusive: 3}", "12:32", "true or false, got '3'"),
        typo(COMMAND, "{run: [x], steps: 0}", "12:28", "1 to 1000000000, got 0"),
        typo(COMMAND, "{run: [x], grace: now}", "12:28", "a span of time"),
        typo("command: " + COMMAND + "\n", "", "1:1", "key 'command' is missing"),
        typo("command:", "comand:", "12:1", "unknown key 'comand'", "did you mean 'command'?"),
        typo("  level: {whole: [1, 9]}", "  level: {whole: [9, 1]}", "4:10", "9", "1"),
        typo("whole: [1, 9]", "whol: [1, 9]", "4:11", "'whol'", "did you mean 'whole'?"),
        typo("{fast: true}", "{fsat: true}", "6:35", "did you mean 'fast'?"),
        typo(
            "name: ratio", "metric: ratio", "8:6", "unknown key 'metric'", "name, direction, unit"),
        typo("name: ratio", "name: \"a,b\"", "8:12", "must begin with a letter", "'a,b'"),
        typo("name: ms", "name: ratio", "9:12", "is an objective already"),
        typo("maximize", "maximise", "8:30", "did you mean 'maximize'?"),
        typo(", at-most: 100", "", "11:14", "either 'at-most' or 'at-least'"),
        typo(
            "pruner: never", "pruner: asha", "13:9", "'asha' must know the last step", "steps: 30"),
        typo(
            "pruner: never",
            "pruner: {name: hopeless, measure-untrained: true}",
            "13:26",
            "'measure-untrained'"),
        typo(
            "pruner: never",
            "family: {name: resnet}",
            "13:9",
            "'family' belongs to a search of networks and 'command'"),
        typo("pruner: never", "data: digits", "13:7", "'data' belongs to a search of networks"),
        typo("pruner: never", "hardware: cpu-1-thread", "13:11", "'hardware' belongs"),
        typo("pruner: never", "baselines: false", "13:12", "'baselines' belongs"),
        typo("budget: {trials: 30}", "", "1:1", "key 'budget' is missing"));
  }

  private static Arguments typo(String from, String to, String place, String... parts) {
    return Arguments.of(from, to, place, List.of(parts));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("typos")
  void everyMistakeIsAnsweredInOneLineWithItsPlace(
      String from, String to, String place, List<String> parts) {
    assertThat(VALID).contains(from);
    String message = refusal(VALID.replaceFirst(Pattern.quote(from), to.replace("\\", "\\\\")));
    assertThat(message).startsWith("e.yaml:" + place + ": ").contains(parts);
    assertThat(message.lines()).hasSize(1);
  }

  @Test
  void anExperimentWithoutAnySubjectIsToldOfBothKinds() {
    assertThat(refusal("name: x\nobjectives: [{name: loss, direction: minimize}]\n"))
        .startsWith("e.yaml:1:1: an experiment needs 'data' and 'family'")
        .contains("'space' and 'command'");
  }

  @Test
  void aSpaceAndObjectivesAreRequired() {
    assertThat(refusal(VALID.replaceFirst("(?s)space:.*objectives:", "objectives:")))
        .startsWith("e.yaml:1:1: key 'space' is missing");
    assertThat(refusal(VALID.replaceFirst("(?s)objectives:.*constraints:", "constraints:")))
        .startsWith("e.yaml:1:1: at least one objective is needed")
        .contains("{name: loss, direction: minimize}");
    assertThat(refusal("name: x\nspace: {a: [1, 2]}\ndata: digits\n"))
        .startsWith("e.yaml:3:7: 'data' belongs to a search of networks and 'space'");
  }

  private static String refusal(String text) {
    try {
      read(text);
    } catch (YamlException problem) {
      return String.valueOf(problem.getMessage());
    }
    throw new AssertionError("accepted:\n" + text);
  }
}
