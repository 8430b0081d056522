package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensitivityCommandTest {

  private static Path model;

  @BeforeAll
  static void trained(@TempDir Path directory) {
    model = CompressCommandTest.model(directory, true);
  }

  private static Spoken of(Path model, String... options) {
    return Spoken.by(
        Stream.concat(
                Stream.of("sensitivity", model.toString(), "--data", "digits", "--examples", "100"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void theTableIsThereForPeopleAndForPrograms() throws IOException {
    Spoken table = of(model);
    assertThat(table.code()).isZero();
    assertThat(table.err()).contains("accuracy", "on the validation examples (guessing", "(1 of ");
    assertThat(table.out())
        .contains("(as it came)", "bits=8", "bits=4", "pruning=0.25", "pruning=0.5", "remove")
        .contains("on 100 validation examples")
        .contains("cheapest for bits=8:", "cheapest for remove:")
        .doesNotContain("latency");

    Spoken csv = of(model, "--format", "csv");
    List<String> lines = csv.out().lines().toList();
    assertThat(lines.get(0))
        .isEqualTo(
            "block,change,parameters,multiply-adds,size-bytes,saved,accuracy,points-lost,divergence");
    assertThat(lines.get(1)).startsWith(",,").endsWith(",0.0");
    assertThat(lines).allMatch(line -> line.chars().filter(c -> c == ',').count() == 8);

    JsonNode json = new ObjectMapper().readTree(of(model, "--format", "json").out());
    assertThat(json.get("examples").asInt()).isEqualTo(100);
    assertThat(json.get("rows")).hasSize(lines.size() - 2);
    assertThat(json.get("before").get("size-bytes").asText())
        .isEqualTo(List.of(lines.get(1).split(",", -1)).get(4));
    for (int i = 0; i < json.get("rows").size(); i++) {
      JsonNode row = json.get("rows").get(i);
      List<String> cells = List.of(lines.get(i + 2).split(",", -1));
      assertThat(row.get("block").asText()).isEqualTo(cells.get(0));
      assertThat(row.get("change").asText()).isEqualTo(cells.get(1));
      assertThat(row.get("points-lost").asText()).isEqualTo(cells.get(7));
      assertThat(row.get("divergence").asText()).isEqualTo(cells.get(8));
    }
    assertThat(json.get("cheapest").has("bits=4")).isTrue();
  }

  @Test
  void changesAndUnitsCanBeChosen() throws IOException {
    List<String> lines =
        of(model, "--by", "layer", "--bits", "16", "--pruning", "0.5", "--format", "csv")
            .out()
            .lines()
            .skip(2)
            .toList();
    assertThat(lines).anyMatch(line -> line.contains(",bits=16,"));
    assertThat(lines).anyMatch(line -> line.contains(",pruning=0.5,"));
    assertThat(lines).noneMatch(line -> line.contains("remove") || line.contains("bits=8"));
    try (Stream<Path> files = Files.list(model.toAbsolutePath().getParent())) {
      assertThat(files).as("nothing is written").containsExactly(model);
    }
  }

  @Test
  void mistakesAreOneLine(@TempDir Path other) throws IOException {
    Path untrained = CompressCommandTest.model(other, false);
    Path broken = Files.writeString(other.resolve("broken.onnx"), "not ONNX");
    of(other.resolve("none.onnx")).refused(List.of("there is no model file"));
    of(broken).refused(List.of("broken.onnx"));
    of(untrained).refused(List.of("guessing", "preprocessing"));
    of(model, "--bits", "7").refused(List.of("bits must be one of [4, 8, 16, 32], got 7"));
    of(model, "--bits", "8,8")
        .refused(List.of("bits must hold at least one value, none twice, got [8, 8]"));
    of(model, "--bits", "few").refused(List.of("--bits", "few"));
    of(model, "--pruning", "1").refused(List.of("pruning ratio must lie in (0, 1), got 1.0"));
    of(model, "--width-multiple", "0").refused(List.of("multiple must be at least 1"));
    of(model, "--profile", "cpu-9").refused(List.of("cpu-9"));
    of(model, "--by", "channel").refused(List.of("--by", "channel"));
    of(model, "--format", "xml").refused(List.of("--format", "xml"));
    Spoken.by("sensitivity", model.toString(), "--data", "nowhere")
        .refused(List.of("--data must exist"));
    Spoken.by("sensitivity", model.toString(), "--data", "fashion-mini")
        .refused(List.of("the model's input shape 1x8x8"));
    Spoken.by("sensitivity", model.toString(), "--data", "digits", "--examples", "0")
        .refused(List.of("examples must be at least 1"));
  }
}
